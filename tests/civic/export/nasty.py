"""Texts that break what is careless with them."""

NASTY = (
    "</script><script>alert(1)</script>", "a | b", "`code`", "two\nlines", '=HYPERLINK("http://x","y")', "]]>",
    "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "'=1", "''+1", "'quoted'", 'say "hi", twice', "＝1",
    "bell\x07 escape\x1b[31m null\x00", "lone \ud800 surrogate", "<!-- x -->", "&lt;b&gt; &amp;",
    "{{ 7 * 7 }}{% raw %}", "\ufffe\uffff", "é 漢字 \U0001f600", "", " ", ";,;\t", "[x](javascript:alert(1))",
)  # fmt: skip
