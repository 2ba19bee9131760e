#!/usr/bin/python3
"""make.py [NAME...]: makes the files beside it anew, with LibreOffice: old formats that nothing in the tests can write.

They are checked in, because an office suite is too much to install for every run of the tests.
"""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
import originals  # noqa: E402
import pasted  # noqa: E402

# name: (source, extension, filter of LibreOffice)
MADE = {
    "report.doc": ("report.docx", "doc", "MS Word 97"),
    "report.rtf": ("report.docx", "rtf", "Rich Text Format"),
    "report.html": ("report.docx", "html", "HTML (StarWriter)"),
    "table.xls": ("table.xlsx", "xls", "MS Excel 97"),
    "slides.ppt": ("slides.fodp", "ppt", "MS PowerPoint 97"),
    "slides.pptx": ("slides.fodp", "pptx", "Impress MS PowerPoint 2007 XML"),
    "pages.doc": ("pages.docx", "doc", "MS Word 97"),
    "pages.xls": ("pages.xlsx", "xls", "MS Excel 97"),
    "pages.ppt": ("pages.fodp", "ppt", "MS PowerPoint 97"),
    "pages.pptx": ("pages.fodp", "pptx", "Impress MS PowerPoint 2007 XML"),
    "sealed.doc": ("sealed.fodt", "doc", "MS Word 97"),
}

FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.{0}">
<office:body><office:{0}>{1}</office:{0}></office:body></office:document>"""


def slides():
    pages = []
    for number, lines in enumerate(originals.SLIDES):
        boxes = "".join(
            f'<draw:frame svg:width="20cm" svg:height="2cm" svg:x="2cm" svg:y="{2 + 3 * i}cm"><draw:text-box>'
            f"<text:p>{line}</text:p></draw:text-box></draw:frame>" for i, line in enumerate(lines))
        pages.append(f'<draw:page draw:name="page{number}">{boxes}</draw:page>')
    return FLAT.format("presentation", "".join(pages)).encode()


def pictured_slides(pictures):
    pages = [f'<draw:page draw:name="page{number}">{pasted.frame(picture, 180, 255)}</draw:page>'
             for number, picture in enumerate(pictures)]
    return FLAT.format("presentation", "".join(pages)).encode()


def sealed_text():
    seal = pasted.frame(pasted.electronic_seal(150), 42, 42, 'text:anchor-type="paragraph"')
    lines = "".join(f"<text:p>{line}</text:p>" for line in pasted.words.SENTENCES[:6])
    return FLAT.format("text", f"{lines}<text:p>{seal}黄石市教育局</text:p>").encode()


def without_preview(deck):
    """A picture of the first slide, 400 KB large, lies in the properties."""
    folder = deck.parent / f"{deck.stem}-streams"
    folder.mkdir()
    listed = subprocess.run(["gsf", "list", deck], check=True, capture_output=True, text=True).stdout
    names = ["Current User", "PowerPoint Document"] + ["Pictures"] * ("Pictures" in listed)
    for name in names:
        with open(folder / name, "wb") as stream:
            subprocess.run(["gsf", "cat", deck, name], check=True, stdout=stream)
    subprocess.run(["gsf", "createole", deck, *names], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return deck


def main():
    pictures = pasted.policy(100, 50, clean=True)
    sources = {"report.docx": originals.word(), "table.xlsx": originals.table(), "slides.fodp": slides(),
               "pages.docx": pasted.word(pictures), "pages.xlsx": pasted.excel(pictures),
               "pages.fodp": pictured_slides(pictures), "sealed.fodt": sealed_text()}
    wanted = sys.argv[1:] or list(MADE)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        for name, data in sources.items():
            (folder / name).write_bytes(data)
        for name in wanted:
            source, extension, how = MADE[name]
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
