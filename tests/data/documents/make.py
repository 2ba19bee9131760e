#!/usr/bin/python3
"""Makes the files beside it anew, with LibreOffice: old formats that nothing in the tests can write.

They are checked in, because an office suite is too much to install for every run of the tests.
"""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
import originals  # noqa: E402

# name: (source, extension, filter of LibreOffice)
MADE = {
    "report.doc": ("report.docx", "doc", "MS Word 97"),
    "report.rtf": ("report.docx", "rtf", "Rich Text Format"),
    "report.html": ("report.docx", "html", "HTML (StarWriter)"),
    "table.xls": ("table.xlsx", "xls", "MS Excel 97"),
    "slides.ppt": ("slides.fodp", "ppt", "MS PowerPoint 97"),
    "slides.pptx": ("slides.fodp", "pptx", "Impress MS PowerPoint 2007 XML"),
}

FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:body><office:presentation>{}</office:presentation></office:body></office:document>"""


def slides():
    pages = []
    for number, lines in enumerate(originals.SLIDES):
        boxes = "".join(
            f'<draw:frame svg:width="20cm" svg:height="2cm" svg:x="2cm" svg:y="{2 + 3 * i}cm"><draw:text-box>'
            f"<text:p>{line}</text:p></draw:text-box></draw:frame>" for i, line in enumerate(lines))
        pages.append(f'<draw:page draw:name="page{number}">{boxes}</draw:page>')
    return FLAT.format("".join(pages)).encode()


def without_preview(deck):
    """A picture of the first slide, 400 KB large, lies in the properties."""
    folder = deck.parent / "streams"
    folder.mkdir()
    names = ["Current User", "PowerPoint Document"]
    for name in names:
        with open(folder / name, "wb") as stream:
            subprocess.run(["gsf", "cat", deck, name], check=True, stdout=stream)
    subprocess.run(["gsf", "createole", deck, *names], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return deck


def main():
    sources = {"report.docx": originals.word(), "table.xlsx": originals.table(), "slides.fodp": slides()}
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        for name, data in sources.items():
            (folder / name).write_bytes(data)
        for name, (source, extension, how) in MADE.items():
            out = folder / "out"
            subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
                            "--convert-to", f"{extension}:{how}", "--outdir", out, folder / source],
                           check=True, stdout=subprocess.DEVNULL)
            made = (out / source).with_suffix("." + extension)
            if extension == "ppt":
                made = without_preview(made)
            (HERE / name).write_bytes(made.read_bytes())


if __name__ == "__main__":
    main()
