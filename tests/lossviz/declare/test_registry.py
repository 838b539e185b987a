"""The one mechanism: parameters, components, registries."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from typing import Annotated, Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lossviz.declare import Component, Param, Registry, params_of
from lossviz.errors import LossvizError, SpecError
from lossviz.specs.choice import KINDS
from lossviz.specs.run import RUN_PARAMS
from tests.strategies import or_sentence, values

DECLARED = {f"{kind}.{name}": component for kind, registry in KINDS.items() for name, component in registry.items()}
PARAMS = {f"{owner}.{name}": param for owner, component in DECLARED.items() for name, param in component.params.items()}
PARAMS |= {f"run.{name}": param for name, param in RUN_PARAMS.items()}

every_component = pytest.mark.parametrize("component", DECLARED.values(), ids=DECLARED)
every_param = pytest.mark.parametrize("param", PARAMS.values(), ids=PARAMS)


def toys() -> Registry[Component]:
    """Return a registry with one component that has a parameter of every type."""
    registry = Registry("toy", Component)

    @registry.declare("Toy", reference="A. Author, 1999")
    def toy(
        first,
        *,
        number: Annotated[float, Param(low=-2, high=2.5, help="A number.")] = 1,
        count: Annotated[int, Param(low=0, high=2**31 - 1)] = 3,
        flag: Annotated[bool, Param()] = False,
        option: Annotated[Literal["a", "b"], Param()] = "a",
        numbers: Annotated[tuple[float, ...], Param(low=0, high=9, max_length=3)] = (1.0, 2.0),
    ):
        """What a learner reads, which is a sentence so long that it goes on
        on a second line.

        When to reach for it.

        And when not.
        """  # noqa: D205 - a docstring that wraps is what is tested

    return registry


TOY = toys()["toy"]
TOY_VALUES = st.fixed_dictionaries({name: values(param) for name, param in TOY.params.items()})


def test_a_declaration_tells_name_type_default_and_options():
    facts = {name: (param.type, param.default, param.options) for name, param in TOY.params.items()}
    assert facts == {
        "number": (float, 1.0, ()),
        "count": (int, 3, ()),
        "flag": (bool, False, ()),
        "option": (str, "a", ("a", "b")),
        "numbers": (tuple, (1.0, 2.0), ()),
    }
    assert isinstance(TOY.defaults["number"], float)  # declared as 1
    assert [name for name, param in TOY.params.items() if param.traced] == ["number"]
    assert (TOY.summary, TOY.description) == (
        "What a learner reads, which is a sentence so long that it goes on on a second line.",
        "When to reach for it.\n\nAnd when not.",
    )


def test_a_text_has_the_options_that_are_written_for_it():
    params = params_of({"start": Annotated[str, Param(options=("zeros", "ones"))]}, {"start": "ones"})
    assert (params["start"].type, params["start"].default, params["start"].options) == (str, "ones", ("zeros", "ones"))


@given(TOY_VALUES)
def test_every_type_survives_writing_and_reading(given_values):
    checked = TOY.check(given_values)
    for name, value in checked.items():
        param = TOY.params[name]
        again = param.parse(param.format(value), "toy")
        assert again == value
        assert type(again) is type(value) is param.type


@every_param
@settings(max_examples=25)
@given(data=st.data())
def test_every_declared_parameter_survives_writing_and_reading(param, data):
    value = param.check(data.draw(values(param)), "it")
    assert param.parse(param.format(value), "it") == value


@every_param
@settings(max_examples=25)
@given(text=st.text() | st.text("-+0123456789._e,"))
@example(text="true")
@example(text="1,000")
@example(text="1，5")
@example(text="nan")
@example(text="-inf")
@example(text="9" * 400)
def test_any_text_is_a_value_in_the_domain_or_one_sentence(param, text):
    value, sentence = or_sentence(param.parse, text, "it")
    if sentence is None:
        assert param.check(value, "it") == value
    else:
        assert sentence.startswith(f"The {param.label} of it must be ")
        assert len(sentence.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("number", "0,5", 0.5),
        ("number", "-0,5", -0.5),
        ("number", "−0.5", -0.5),
        ("number", "１，２", 1.2),
        ("number", "１．２", 1.2),
        ("number", ",5e0", 0.5),
        ("number", "0,500", 0.5),
        ("count", "１２", 12),
        ("count", "12,0", 12),
        ("count", "2147483647", 2**31 - 1),
        ("numbers", "0,5", (0.0, 5.0)),
        ("numbers", "1，2", (1.0, 2.0)),
        ("numbers", "0,5; 1,25", (0.5, 1.25)),
        ("numbers", "０.５", (0.5,)),
    ],
)
def test_a_text_is_the_number_that_it_plainly_means(name, text, value):
    read = TOY.params[name].parse(text, "toy")
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ["1,000", "-12,345", "１，０００", "1,5,6", "1.000,5", "1,000.5", "1²", "½", ""])
def test_what_may_mean_two_numbers_is_refused(text):
    for name in ("number", "count"):
        with pytest.raises(SpecError) as caught:
            TOY.params[name].parse(text, "Toy")
        assert str(caught.value).endswith(f"Got {text!r} instead.")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("number", 2.6, "The number of Toy must be a number in [-2, 2.5]. Got 2.6 instead."),
        ("number", math.nan, "The number of Toy must be a number in [-2, 2.5]. Got nan instead."),
        ("number", "1", "The number of Toy must be a number in [-2, 2.5]. Got '1' instead."),
        ("number", True, "The number of Toy must be a number in [-2, 2.5]. Got True instead."),
        ("count", 1.5, "The count of Toy must be a whole number in [0, 2147483647]. Got 1.5 instead."),
        ("count", -1, "The count of Toy must be a whole number in [0, 2147483647]. Got -1 instead."),
        pytest.param(
            "count",
            10**400,
            f"Toy must be a whole number in [0, 2147483647]. Got 1{'0' * 39}… instead.",
            id="count-400 digits",
        ),
        ("flag", 1, "The flag of Toy must be true or false. Got 1 instead."),
        ("option", "c", "The option of Toy must be one of a, b. Got 'c' instead."),
        ("option", ["a"], "The option of Toy must be one of a, b. Got ['a'] instead."),
        ("numbers", (), "must be 1 to 3 numbers in [0, 9], separated by commas. Got () instead."),
        ("numbers", (1.0,) * 4, "must be 1 to 3 numbers in [0, 9], separated by commas. Got (1.0, 1.0, 1.0, 1.0)"),
        ("numbers", (1.0, -1.0), "must be 1 to 3 numbers in [0, 9], separated by commas. Got (1.0, -1.0) instead."),
        ("speed", 1, "The parameter of Toy must be one of number, count, flag, option, numbers. Got 'speed' instead."),
    ],
)
def test_a_wrong_value_is_refused_with_one_sentence(name, value, sentence):
    with pytest.raises(SpecError) as caught:
        TOY.check({name: value})
    assert sentence in str(caught.value)


@every_component
def test_the_nearest_value_outside_each_bound_is_refused(component):
    for name, param in component.params.items():
        if param.type not in (float, int):
            continue
        whole = "whole " if param.type is int else ""
        for bound, way in ((param.low, -1), (param.high, 1)):
            component.check({name: param.type(bound)})
            outside = bound + way if param.type is int else math.nextafter(bound, way * math.inf)
            with pytest.raises(SpecError) as caught:
                component.check({name: outside})
            assert str(caught.value) == (
                f"The {param.label} of {component.label} must be a {whole}number in "
                f"[{param.low:.10g}, {param.high:.10g}]. Got {outside!r} instead."
            )


def test_a_huge_whole_number_keeps_its_digits():
    # 2**31 - 1 and its neighbour are one float32; a detour over text of seven digits would merge them too.
    assert TOY.params["count"].parse("2147483647", "toy") == 2**31 - 1
    assert TOY.params["count"].parse("2147483646", "toy") == 2**31 - 2


def test_minus_zero_is_written_as_zero():
    assert TOY.params["number"].format(TOY.check({"number": -0.0})["number"]) == "0"


@pytest.mark.parametrize(
    "facts",
    [
        {"low": 0, "high": 1, "soft": (0, 2)},
        {"low": 0, "high": 1, "soft": (-1, 1)},
        {"low": 0, "high": 1, "soft": (1, 0)},
        {"low": 1, "high": 0},
    ],
)
def test_bounds_out_of_order_are_refused_at_declaration(facts):
    with pytest.raises(ValueError, match="soft range"):
        Param(**facts)


def test_a_default_out_of_bounds_is_refused_at_declaration():
    registry = Registry("toy", Component)

    def toy(*, number: Annotated[float, Param(low=0, high=1)] = 2.0):
        """Wrong."""

    with pytest.raises(SpecError, match=r"must be a number in \[0, 1\]\. Got 2\.0"):
        registry.declare("Toy")(toy)
    assert len(registry) == 0


def test_a_name_is_declared_once():
    registry = toys()
    with pytest.raises(ValueError, match="The toy toy is declared twice"):
        registry.declare("Again")(TOY.function)


def test_a_declared_function_stays_an_ordinary_function():
    registry = Registry("toy", Component)

    def toy(*, number: Annotated[float, Param(low=0, high=1)] = 0.5):
        return number

    assert registry.declare("Toy")(toy) is toy


@pytest.mark.parametrize("name", ["huber2", "", ["unhashable"], "x" * 1000])
def test_an_unknown_component_is_refused_and_the_known_ones_are_named(name):
    registry = toys()
    with pytest.raises(SpecError) as caught:
        registry[name]
    assert str(caught.value) == f"The toy must be one of toy. Got {str(name)[:40]!r} instead."


def test_a_registry_is_a_mapping_in_the_order_of_declaration():
    registry = toys()
    registry.declare("Another")(another)
    assert list(registry) == ["toy", "another"]
    assert "another" in registry
    assert "third" not in registry
    assert len(registry) == 2


def another(*, number: Annotated[float, Param(low=0, high=1)] = 0.5):
    """Be one more component."""


def test_components_travel_by_name_only():
    # A pickled function would tie links and workers to one version of the code.
    with pytest.raises(TypeError, match="send their name"):
        pickle.dumps(TOY)


def test_refusals_are_one_tree_of_errors():
    assert issubclass(SpecError, LossvizError)
    assert issubclass(SpecError, ValueError)


@every_component
def test_a_component_says_what_it_is(component):
    assert component.label
    assert component.summary.endswith(".")
    assert component.check({}) == component.defaults


@every_param
def test_a_parameter_says_what_it_does_and_what_its_slider_shows(param):
    assert param.help.endswith((".", "?"))
    if param.type in (float, int):
        low, high = param.soft or (param.low, param.high)
        assert math.isfinite(low)
        assert math.isfinite(high)
        # Steps that are ratios have no zero to start from.
        assert low > 0 or not param.log


def test_a_name_can_describe_a_component_that_is_in_no_list():
    registry = toys()
    registry.describe("copy", lambda name: replace(registry["toy"], name=name))
    assert registry["copy-1"].name == "copy-1"
    assert list(registry) == ["toy"]
    assert "copy-1" not in registry
    with pytest.raises(SpecError, match=r"The toy must be .*toy.* Got 'other-1' instead"):
        registry["other-1"]
