#!/usr/bin/python3
"""How well pages are inspected: seals, document numbers, titles, and what it costs.

    bench.py --reader build/baosong-reader [--pages 400] [--plain 40] [--jobs N] [--seed S] [--folder DIR]

Makes pages (pages.py), packs them into mails, lets the confined reader describe them as it does in service, and
compares with what is true. Beside it, on every n-th page, the plain approach: pdftoppm at 300 dpi, `tesseract` on the
whole page, a count of red pixels for the seal. --folder takes other pages: files and a truth.json as --keep writes it,
or with more in it about each file (foreign_page).
"""
import argparse
import collections
import concurrent.futures
import difflib
import email.message
import email.policy
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

SURE = 0.5          # from here on a seal counts as seen, as for the judge (SEAL_SURE)
PAGES_A_MAIL = 20
NUMBER = re.compile(r"([\u4e00-\u9fff]{1,14})[〔\[【(（〈]+((?:19|20)\d\d)[〕\]】)）〉]+第?(\d{1,5})号")


def make_pages(folder, count, seed, jobs):
    import pages
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        many = len(pages.recipes(count))
        made = pool.map(pages.make, range(many), [count] * many, [seed] * many)
        truth = []
        for page in made:
            (folder / page["name"]).write_bytes(page.pop("data"))
            truth.append(page)
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1))


def mail_of(folder, names):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["Subject"] = "clerk@example.cn", "pages"
    mail["Date"] = "Wed, 22 Nov 2017 10:00:00 +0800"
    mail.set_content("pages")
    for name in names:
        mail.add_attachment((folder / name).read_bytes(), maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def run(command):
    """Output and CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          env=dict(os.environ, OMP_THREAD_LIMIT="1"), check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def describe(reader, folder, names):
    """What the reader says of each file, and its CPU seconds."""
    said, spent = {}, 0.0
    with tempfile.TemporaryDirectory() as place:
        mail = pathlib.Path(place) / "pages.eml"
        for i in range(0, len(names), PAGES_A_MAIL):
            mail.write_bytes(mail_of(folder, names[i:i + PAGES_A_MAIL]))
            done, cpu = run([reader, str(mail)])
            spent += cpu
            if done.returncode != 0:
                print(f"the reader ended with {done.returncode} on {names[i]}...", file=sys.stderr)
            for file in json.loads(done.stdout or b'{"files":[]}')["files"]:
                said[file["name"]] = file
    return said, spent


def plain(folder, name):
    """The plain approach: a page at 300 dpi, all of it recognised, red pixels counted."""
    from PIL import Image
    import numpy
    with tempfile.TemporaryDirectory() as place:
        picture, cpu = str(folder / name), 0.0
        if name.endswith(".pdf"):
            _, cpu = run(["pdftoppm", "-r", "300", "-scale-to-x", "2480", "-scale-to-y", "-1", "-png", "-singlefile",
                          picture, place + "/page"])
            picture = place + "/page.png"
        done, more = run(["tesseract", picture, "-", "-l", "chi_sim", "--dpi", "300"])
        pixels = numpy.asarray(Image.open(picture).convert("RGB")).astype(int)
    red = (pixels[..., 0] - numpy.maximum(pixels[..., 1], pixels[..., 2]) > 60).mean()
    text = re.sub(r"[ 　]", "", done.stdout.decode("utf-8", "replace"))
    found = NUMBER.search(text)
    number = f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else None
    return {"seal": 1.0 if 0.002 < red < 0.05 else 0.0, "document_number": number, "title": text}, cpu + more


def tail(number):
    return number.rpartition("〔")[2] if number else None


def is_similar(one, other):
    return difflib.SequenceMatcher(None, one, other).ratio() >= 0.9


def share(part, whole):
    return f"{part}/{whole} = {part / whole:.3f}" if whole else "-"


def judge(truth, said, loud, titles=True):
    counts, missed = collections.Counter(), collections.Counter()
    for page in truth:
        file = said.get(page["name"])
        if file is None:
            counts["lost"] += 1
            continue
        if page["seal"] is not None:
            seen = (file["seal"] or 0) >= SURE
            outcome = ("hit" if seen else "miss") if page["seal"] else ("false" if seen else "none")
            counts[outcome] += 1
            if outcome in ("miss", "false"):
                missed[f"seal {outcome}: {page['group']}"] += 1
                if loud:
                    print(f"  seal {outcome}: {page['name']} {page['group']} {file['seal']}")
        if page["legible"] and page["number"]:
            counts["numbers"] += 1
            exact = file["document_number"] in page.get("numbers", [page["number"]])
            counts["exact"] += exact
            counts["year and serial"] += tail(file["document_number"]) == tail(page["number"])
            if not exact:
                missed["number: " + page["group"]] += 1
                if loud:
                    print(f"  number: {page['name']} {page['group']} {page['number']} read as {file['document_number']}")
        if page["legible"] and page["title"] and titles:
            counts["titles"] += 1
            titles_of = page.get("titles", [page["title"]])
            counts["title exact"] += file["title"] in titles_of
            counts["title similar"] += any(is_similar(file["title"], title) for title in titles_of)
            if loud and file["title"] not in titles_of:
                print(f"  title: {page['name']} {page['group']} {page['title']} read as {file['title']}")
    return counts, missed


def report(name, counts, pages, spent):
    print(f"{name}: {pages} pages, {spent / pages:.2f} CPU seconds a page")
    print(f"  seals (colour pages)  precision {share(counts['hit'], counts['hit'] + counts['false'])}"
          f"   recall {share(counts['hit'], counts['hit'] + counts['miss'])}")
    print(f"  document numbers      exact {share(counts['exact'], counts['numbers'])}"
          f"   year and serial {share(counts['year and serial'], counts['numbers'])}")
    if counts["titles"]:
        print(f"  titles                exact {share(counts['title exact'], counts['titles'])}"
              f"   nine tenths alike {share(counts['title similar'], counts['titles'])}")
    if counts["lost"]:
        print(f"  not described at all  {counts['lost']}")


def foreign_page(page):
    """A page of somebody else, as this benchmark knows pages; seal_expect may say that nobody can know."""
    number = page["document_number"]
    return {"name": page["file"], "group": page["kind"], "title": page["title"], "number": number,
            "titles": [page["title"], *page.get("title_accept", [])],
            "numbers": [number, *page["document_number_accept"]], "legible": page["legible"] is not False,
            "seal": {"present": True, "absent": False}.get(page["seal_expect"])}


def truth_of(folder):
    truth = json.loads((folder / "truth.json").read_text())
    return [foreign_page(page) for page in truth["files"]] if isinstance(truth, dict) else truth


def bench(folder, options):
    truth = truth_of(folder)
    said, spent = describe(options.reader, folder, [page["name"] for page in truth])
    counts, missed = judge(truth, said, options.verbose)
    report("baosong-reader", counts, len(truth), spent)
    for what, count in missed.most_common(12):
        print(f"    {count:3d} x {what}")
    if options.plain:
        some = truth[::max(1, len(truth) // options.plain)]
        heard, cost = {}, 0.0
        for page in some:
            heard[page["name"]], cpu = plain(folder, page["name"])
            cost += cpu
        report("plain approach", judge(some, heard, False, titles=False)[0], len(some), cost)
        print(f"CPU: {spent / len(truth) / (cost / len(some)):.3f} of the plain approach")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", required=True)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--plain", type=int, default=40, help="pages that the plain approach is tried on; 0: none")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seed", default="1")
    parser.add_argument("--folder", type=pathlib.Path, help="pages that are there, with their truth.json")
    parser.add_argument("--keep", type=pathlib.Path, help="where the pages made are kept")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.folder:
        bench(options.folder, options)
        return
    with tempfile.TemporaryDirectory() as place:
        folder = options.keep or pathlib.Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        make_pages(folder, options.pages, options.seed, options.jobs)
        bench(folder, options)


if __name__ == "__main__":
    main()
