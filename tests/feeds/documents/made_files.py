"""Documents made by hand for the tests: PDF, Word and mail files, as small as they can be."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from pypdf import PdfReader, PdfWriter

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_STYLES = (
    f'<w:styles xmlns:w="{_WORD}"><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
)


def pdf(*pages: str, info: Mapping[str, str] | None = None) -> bytes:
    """A PDF file of these pages, each with a line for a line."""
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(count))
    fields = {"Title": "The vote", "Author": "Ann", "CreationDate": "D:20261120093000+01'00'"} if info is None else info
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
        ("<< " + " ".join(f"/{name} ({value})" for name, value in fields.items()) + " >>").encode("latin-1"),
    ]
    for number, page in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in page.split("\n"))
        drawing = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode("latin-1")
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 << "
            b"/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>"
            % (5 + 2 * number),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def encrypted(data: bytes, *, password: str, algorithm: str) -> bytes:
    """A PDF file with a password for readers, "" for none; the owner's is another."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, owner_password="owner", algorithm=algorithm)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def word(body: str, *, core: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file with this body and these properties, and further parts."""
    relation = f'<Relationship Id="r1" Type="{_RELATED}/officeDocument" Target="word/document.xml"/>'
    links = (
        f'<Relationship Id="r1" Type="{_RELATED}/hyperlink" Target="https://a.example/r" TargetMode="External"/>'
        f'<Relationship Id="r2" Type="{_RELATED}/styles" Target="styles.xml"/>'
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{space}">{relation}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}">{links}</Relationships>',
        "word/styles.xml": _STYLES,
        "word/document.xml": f'<w:document xmlns:w="{_WORD}" xmlns:r="{_RELATED}"><w:body>{body}</w:body></w:document>',
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"{core}</cp:coreProperties>",
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
        for name, data in (parts or {}).items():
            packed.writestr(name, data)
    return written.getvalue()


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word file; `text` is words, or runs of its own."""
    runs = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{f'<w:pStyle w:val={style!r}/>' if style else ''}</w:pPr>{runs}</w:p>"


def message(head: str, *parts: Sequence[str]) -> bytes:
    """A message with this head; each part is its type and its content."""
    if len(parts) == 1:
        return f"{head}\nContent-Type: {parts[0][0]}\n\n{parts[0][1]}".encode()
    inside = "".join(f"--b\nContent-Type: {kind}\n\n{content}\n" for kind, content in parts)
    return f'{head}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n{inside}--b--\n'.encode()
