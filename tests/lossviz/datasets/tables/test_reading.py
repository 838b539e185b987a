"""Files of visitors: what stands in them is read whatever their dialect, and what is wrong is said in one sentence."""

from __future__ import annotations

import gzip
import io
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lossviz.datasets.tables import TableError, UnknownTableError, fitting_table, read_table, read_written
from tests.strategies import or_sentence
from tests.tables import dialects, frames, table_bytes, table_like_bytes

GERMAN = "Fläche;Zimmer;Preis\n30,5;2;1.234,50\n42;;2.000\n61,25;3;3.500,75\n"


def cells_of(reading) -> dict[str, list]:
    return {column.name: column.cells.tolist() for column in reading.table.columns}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_german_spreadsheet_is_read_in_every_encoding(encoding):
    reading = read_table(GERMAN.encode(encoding))
    assert (reading.separator, reading.decimal, reading.header, reading.n_rows) == ("semicolon", ",", True, 3)
    assert reading.encoding == {"utf-8-sig": "UTF-8", "latin-1": "Latin-1"}.get(
        encoding, encoding.upper()[:6].rstrip("-")
    )
    columns = cells_of(reading)
    assert columns["Fläche"] == [30.5, 42, 61.25]
    assert columns["Preis"] == [1234.5, 2000, 3500.75]
    np.testing.assert_array_equal(columns["Zimmer"], [2, np.nan, 3])


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a,b\n1,2\n3,4\n", {"a": [1, 3], "b": [2, 4]}),
        ("a\tb\r\n1\t2\r\n3\t4", {"a": [1, 3], "b": [2, 4]}),
        ("a|b\r1|2\r3|4\r", {"a": [1, 3], "b": [2, 4]}),
        ("sep=;\na;b\n1;2\n3;4\n", {"a": [1, 3], "b": [2, 4]}),
        ("\n\na,b\n\n1,2\n,\n3,4\n\n", {"a": [1, 3], "b": [2, 4]}),
        ("1,2\n3,4\n", {"column 1": [1, 3], "column 2": [2, 4]}),
        (",b\n1,2\n3,4\n", {"column 1": [1, 3], "b": [2, 4]}),
        ("a;b\n1,5;2\n2,5;3\n", {"a": [1.5, 2.5], "b": [2, 3]}),
        ('a,b\n"1,5","2,25"\n"3,5","4,0"\n', {"a": [1.5, 3.5], "b": [2.25, 4]}),
        ('a,b\n"1,234.5",2\n"12,345",3\n', {"a": [1234.5, 12345], "b": [2, 3]}),
        ("a;b\n1 234,5;2\n1 000 000;3\n", {"a": [1234.5, 1e6], "b": [2, 3]}),
        ("a;b\n1'234.5;2\n1’000;3\n", {"a": [1234.5, 1000], "b": [2, 3]}),
        ("a;b\n1\u202f234,5;2\n-5;3\n", {"a": [1234.5, -5], "b": [2, 3]}),
        ("a,b\n−1,+2\n1e3,.5\n", {"a": [-1, 1000], "b": [2, 0.5]}),
        ('a,b\n"$1,234.50",12%\n$5,7.5 %\n', {"a": [1234.5, 5], "b": [12, 7.5]}),
        ("a;b\n1.234,50 €;-3\n5 €;7\n", {"a": [1234.5, 5], "b": [-3, 7]}),
        ("a,b\n1e-200,1e-90\n-1e-400,2\n", {"a": [0, 0], "b": [1e-90, 2]}),
        ('"a, b","say ""c"""\n1,2\n3,4\n', {"a, b": [1, 3], 'say "c"': [2, 4]}),
        ("a, b\n1, 2\n3, 4\n", {"a": [1, 3], "b": [2, 4]}),
        ("sex,x\nmale,1\nfemale,2\nmale,3\n", {"sex": [1, 0, 1], "x": [1, 2, 3]}),
        ("color,shape\nred,round\nblue,flat\n", {"color": [1, 0], "shape": [1, 0]}),
    ],
)
def test_dialects_that_people_use_are_understood(text, columns):
    reading = read_table(text)
    assert cells_of(reading) == columns
    assert read_table(reading.table.csv).table.fingerprint == reading.table.fingerprint


@pytest.mark.parametrize("missing", ["", " ", "NA", "n/a", "NaN", "null", "None", "-", "?", "#N/A"])
def test_what_is_missing_is_no_value(missing):
    a, b = read_table(f"a,b\n1,x\n{missing},{missing}x\n3,{missing}\n").table.columns
    np.testing.assert_array_equal(a.cells, [1, np.nan, 3])
    assert (a.n_missing, b.n_missing) == (1, 1)


@pytest.mark.parametrize("cell", ["'1.5", "'NA", "'2024", "'1,5", "'-"])
def test_a_cell_with_an_apostrophe_is_a_text_as_in_spreadsheets(cell):
    column = read_table(f'a,b\n1,"{cell}"\n2,"\'7"\n3,\n').table.columns[1]
    assert column.texts == [cell[1:], "7", ""]


def test_texts_that_look_like_numbers_elsewhere_say_nothing_of_the_decimal_sign():
    reading = read_table("a;b;c\n1.5;1,5;x\n2.5;y;y\n3.5;2,5;x\n")
    assert reading.decimal == "."
    assert reading.table.columns[1].values == ("1,5", "2,5", "y")
    again = read_table(reading.table.csv)
    assert (again.decimal, again.table.csv) == (".", reading.table.csv)


def test_what_nothing_can_be_made_of_is_left_out_and_said():
    rows = "\n".join(f"{i},name {i},,{i % 3},{'oops' if i == 7 else i}" for i in range(20))
    reading = read_table(f"x,name,nothing,y,z\n{rows}")
    assert [column.name for column in reading.table.columns] == ["x", "y"]
    assert reading.left_out == {
        "name": "it has 20 different texts, more than 10",
        "nothing": "all its values are missing",
        "z": "row 9 has 'oops' among its numbers",
    }
    assert "name is left out: it has 20 different texts, more than 10." in reading.sentences


def test_of_many_rows_the_same_ones_are_drawn_each_time():
    rows = "\n".join(f"{i},{i % 7}" for i in range(5000))
    reading = read_table(f"x,y\n{rows}")
    x = reading.table.columns[0].cells
    assert (reading.n_rows, reading.table.n_rows) == (5000, 1000)
    assert (np.diff(x) > 0).all()
    assert 2000 < x.mean() < 3000
    assert read_table(f"x;y\n{rows}".replace(",", ";")).table.fingerprint == reading.table.fingerprint
    assert "Of 5,000 rows, 1,000 are used, drawn at random, the same ones each time." in reading.sentences


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    return file.getvalue()


WIDE = "A table must have 2 to 100 columns. Got 10,000 in row 1 instead."

BAD = {
    "empty": (b"", None, "Got an empty one instead."),
    "blank": (b"\n \n\t\n", None, "Got an empty one instead."),
    "separators only": (b",,,\n,,,\n", None, "Got an empty one instead."),
    "one column": (
        b"a\n1\n2\n",
        1,
        "2 to 100 columns. Got one (what separates is tab, semicolon, bar, comma) instead.",
    ),
    "only a header": (b"a,b\n", 1, "A table must have rows below its names. Got only names, in row 1."),
    "one row": (b"a,b\n1,2\n", None, "A table must have at least 2 rows with values. Got 1 instead."),
    "10,000 columns": (b",".join([b"1"] * 10_000), 1, WIDE),
    "a million columns": (b"," * 999_000, 1, "A row must have at most 50,000 signs. Got 999,000 in row 1 instead."),
    "nulls": (b"a,b\n1,2\n\x003,4\n", 3, "A file must be text. Got a null in row 3 instead."),
    "a bell": (b"a,b\n1,\x07\n", 2, "Got the control sign 7 in row 2 instead."),
    "a PNG": (b"\x89PNG\r\n\x1a\n\0\0", None, "CSV or TSV. Got a PNG picture."),
    "a zip": (_zip(), None, "Got a zip archive, as Excel's .xlsx files are: save the sheet as CSV."),
    "a gzip": (gzip.compress(b"a,b\n1,2"), None, "Got a gzip archive: unpack it first."),
    "1e400": (b"a,b\n1,2\n3,1e400\n", 3, "A number must lie in [−1e30, 1e30]. Got 1e400 in row 3, b, instead."),
    "too long": (
        b"a,b\n" + b"1,2\n" * 300_000,
        None,
        "A file must have at most 1,000,000 bytes. Got 1,200,004 instead.",
    ),
    "a short row": (b"a,b\n1,2\n3\n", 3, "Each row must have 2 cells, as the first one. Got 1 in row 3 instead."),
    "a long row": (b"a,b\n1,2\n\n3,4,5\n", 4, "Each row must have 2 cells, as the first one. Got 3 in row 4 instead."),
    "a gigantic cell": (b"a,b\n1,2\n3," + b"x" * 20_000 + b"\n", 3, "A cell must have at most 1,000 signs."),
    "an open quote": (
        b'a,b\n1,"2\n' + b"3,4\n" * 100_000,
        2,
        "Got more in row 2 instead: is a quotation mark left open?",
    ),
    "one name twice": (b"a,b,a\n1,2,3\n4,5,6\n", 1, "The names of columns must differ. Got 'a' 2 times in row 1."),
    "names alone missing": (b"a,b\nNA,NA\n?,?\n", None, "A table must have 2 columns that can be learnt from."),
    "all missing but one": (
        b"a,b\n1,\n2,\n",
        None,
        "A table must have 2 columns that can be learnt from. Of b, all its",
    ),
    "wrong UTF-8": (
        b"\xef\xbb\xbfa,b\n1,\xff\n",
        2,
        "A file that begins as UTF-8 must be UTF-8. Got other bytes in row 2 instead.",
    ),
    "half UTF-16": ("a,b\n1,2\n".encode("utf-16")[:-1], None, "A file that begins as UTF-16 must be UTF-16."),
}


@pytest.mark.parametrize(("data", "row", "sentence"), BAD.values(), ids=BAD)
def test_of_a_bad_file_one_sentence_says_what_is_wrong_and_in_which_row(data, row, sentence):
    with pytest.raises(TableError, match=re.escape(sentence)) as caught:
        read_table(data)
    assert row in (None, caught.value.row)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-a", "@a", "'a", "2019", "-5", "NA", "-"])
def test_names_and_texts_with_odd_signs_come_back_and_are_no_formulas(name):
    reading = read_table(f'"{name}",x,y\nu,1,=1\nv,2,b\n')
    assert [column.name for column in reading.table.columns] == [name, "x", "y"]
    assert reading.table.columns[2].values == ("=1", "b")
    written = reading.table.csv.decode()
    assert not re.search(r"^[=+@]|,[=+@]", written, re.MULTILINE)
    assert read_table(written).table.csv == read_written(written.encode()).csv == reading.table.csv


@settings(max_examples=150, deadline=None)
@given(frames(), dialects())
def test_a_table_is_the_same_in_every_dialect(frame, dialect):
    reading = read_table(table_bytes(frame, dialect))
    assert [column.name for column in reading.table.columns] == list(frame.columns)
    for column in reading.table.columns:
        expected = frame[column.name]
        if column.kind == "numbers":
            np.testing.assert_array_equal(column.cells, expected.to_numpy(float))
        else:
            assert column.texts == expected.fillna("").tolist()
    assert reading.table.fingerprint == read_table(table_bytes(frame, dialects.plain)).table.fingerprint


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), table_like_bytes()))
@example(b"0,0\n,\n1,1")
def test_any_bytes_are_a_table_or_one_sentence_and_a_table_is_read_back(data):
    reading, sentence = or_sentence(read_table, data)
    if sentence is not None:
        assert sentence.endswith((".", "?"))
        assert "\n" not in sentence
        return
    table = reading.table
    assert read_table(table.csv).table.csv == table.csv
    assert read_written(table.csv).csv == table.csv
    assert pd.read_csv(io.BytesIO(table.csv), keep_default_na=False).shape == (table.n_rows, len(table.columns))


def test_a_file_is_taken_for_a_fingerprint_only_if_it_fits():
    table = read_table("a;b\n1;2,5\n3;4\n").table
    assert fitting_table(b"a,b\n1,2.5\n3,4\n", table.fingerprint).fingerprint == table.fingerprint
    with pytest.raises(UnknownTableError, match=table.fingerprint[:8]):
        fitting_table(b"a,b\n1,2.5\n3,5\n", table.fingerprint)


def test_a_file_fits_whose_first_row_was_said_to_be_names():
    table = read_table("2019,2020\n1,2\n3,4\n", header=True).table
    assert [column.name for column in table.columns] == ["2019", "2020"]
    assert fitting_table(b"2019,2020\n1,2\n3,4\n", table.fingerprint).csv == table.csv
