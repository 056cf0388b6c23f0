"""In the place of spaCy, so that our process is tried also where spaCy is not installed."""

SPACY = """\
import os, sys, time
from types import SimpleNamespace

def load(name):
    print("a remark on standard output that is no answer")
    sys.stderr.write("and one on the other")
    if name == "xx_no_such_model":
        raise OSError("[E050] Can't find model")
    if name == "xx_old":
        raise ValueError("[E011] made for another version")
    return read

def here(name):
    return os.path.join(os.environ["HERE"], name)

def read(text):
    text.encode()  # spaCy takes no lone surrogates
    if "crash" in text or os.path.exists(here("crash")):
        os._exit(3)
    if os.path.exists(here("hang")):
        open(here("hanging"), "w").close()
        time.sleep(60)
    if "memory" in text:
        bytearray(1 << 40)
    if "write" in text:
        try:
            with open(here("written"), "w") as file:
                file.write("x")
            return SimpleNamespace(ents=[])
        except OSError:
            pass
    at = text.find("Palantir")
    return SimpleNamespace(ents=[SimpleNamespace(start_char=at, end_char=at + 8, label_="ORG")] if at >= 0 else [])
"""
