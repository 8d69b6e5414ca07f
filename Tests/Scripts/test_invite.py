"""signet invite: the link, and the QR codes of it"""

import re
import shutil
import struct
import subprocess
import zlib

import pytest

LINK = re.compile(r"signet:contact/1\?id=[0-9a-f]{40}&account=[\w-]{43}(&genesis=[\w-]{43})?(&relay=[^&]+)*")


def dark_modules_of_svg(text):
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', text)[1])
    dark = {(int(row), int(column) + index) for column, row, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", text)
            for index in range(int(run))}
    return side, dark


def dark_pixels_of_png(data):
    """(side, set of (row, column)) of a PNG of one bit a pixel."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(name + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0]
        chunks[name] = body
        at += 12 + length
    width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (width, depth, colour) == (height, 1, 0) and b"IEND" in chunks
    rows, line = zlib.decompress(chunks[b"IDAT"]), (width + 7) // 8 + 1
    assert len(rows) == line * height
    return width, {(row, column) for row in range(height) for column in range(width)
                   if not rows[row * line + 1 + column // 8] >> (7 - column % 8) & 1}


@pytest.fixture
def ada(home_of):
    return home_of("ada")


def test_the_link_names_the_account_and_its_relays(ada, relays):
    empty = ada.text("invite")
    assert LINK.fullmatch(empty.out.strip()) and "names no relay" in empty.err
    ada.know(relays[:1])
    answer = ada.ok("invite")
    assert LINK.fullmatch(answer["link"]) and answer["id"] == ada.id
    assert answer["relays"] == [relays[0].url] and f"relay={relays[0].url}" in answer["link"]


def test_png_and_svg_hold_the_same_code(ada):
    png, svg = ada.folder / "ada.png", ada.folder / "ada.svg"
    link = ada.ok("invite", "--png", str(png), "--svg", str(svg))["link"]
    side, modules = dark_modules_of_svg(svg.read_text())
    width, pixels = dark_pixels_of_png(png.read_bytes())
    scale = width // side
    assert scale * side == width
    assert pixels == {(row * scale + y, column * scale + x) for row, column in modules
                      for y in range(scale) for x in range(scale)}
    if shutil.which("zbarimg"):
        read = subprocess.run(["zbarimg", "-q", "--raw", str(png)], capture_output=True, text=True)
        assert read.stdout.strip() == link


def test_the_code_at_a_terminal_is_black_on_white_and_plain_in_a_file(ada):
    plain = ada.text("invite", "--qr").out.splitlines()
    assert LINK.fullmatch(plain[-1]) and "\x1b" not in "".join(plain)
    drawn = plain[:-1]
    assert len({len(line) for line in drawn}) == 1 and set("".join(drawn)) <= set("█▀▄ ")
    assert len(drawn) == (len(drawn[0]) + 1) // 2
    child = ada.terminal("invite", "--qr")
    child.expect_exact("\x1b[97;40m")
    child.expect_exact("signet:contact/1?")
    child.wait()


def test_a_file_that_is_there_is_not_written_over(ada):
    taken = ada.folder / "mine.svg"
    taken.write_text("mine")
    ada.refused(2, "fileExists", "invite", "--svg", str(taken))
    ada.refused(1, "fileNotFound", "invite", "--png", str(ada.folder / "no" / "where.png"))
    assert taken.read_text() == "mine"
