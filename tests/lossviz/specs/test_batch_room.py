"""The room of programs for batches: wide enough for every batch size, and shared by an octave of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.specs.batch_room import BatchRoom
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec

SIZES = st.tuples(st.integers(1, 1000), st.integers(1, 1000))


@given(SIZES, st.booleans())
def test_all_batches_of_an_epoch_have_room(sizes: tuple[int, int], full: bool) -> None:
    batch_size, n_train = sizes
    room = BatchRoom.of(batch_size, n_train, full=full)
    assert room.batches >= -(-n_train // batch_size)
    assert room.examples >= min(batch_size, n_train)


@given(SIZES)
def test_the_room_is_less_than_twice_what_a_batch_or_the_examples_fill(sizes: tuple[int, int]) -> None:
    batch_size, n_train = sizes
    room = BatchRoom.of(batch_size, n_train, full=False)
    assert room.examples < 2 * min(batch_size, n_train)
    # The last batch of an epoch need not be full.
    assert room.batches * room.examples < 2 * n_train + room.examples


@given(SIZES)
def test_what_must_be_full_has_just_its_own_room(sizes: tuple[int, int]) -> None:
    batch_size, n_train = sizes
    assert BatchRoom.of(batch_size, n_train, full=True).examples == min(batch_size, n_train)
    assert BatchRoom.of(n_train, n_train, full=False) == BatchRoom(1, n_train)


@given(st.integers(1, 1000))
def test_all_batch_sizes_take_one_program_an_octave_and_one_for_all_examples(n_train: int) -> None:
    rooms = {BatchRoom.of(size, n_train, full=False) for size in range(1, 1001)}
    assert len(rooms) <= (n_train - 1).bit_length() + 2


@given(SIZES)
def test_a_room_that_is_always_used_is_used_by_every_size_that_shares_it(sizes: tuple[int, int]) -> None:
    batch_size, n_train = sizes
    room = BatchRoom.of(batch_size, n_train, full=False)
    sharing = [size for size in range(1, n_train + 1) if BatchRoom.of(size, n_train, full=False) == room]
    if room.always_used(n_train):
        assert {-(-n_train // size) for size in sharing} == {room.batches}


@pytest.mark.parametrize(("flat", "expected"), [(True, BatchRoom(4, 5)), (False, BatchRoom(4, 8))])
def test_a_flat_target_has_no_room_to_broadcast_over(flat: bool, expected: BatchRoom) -> None:
    dataset = Choice("dataset", "linear", (("examples", 20), ("flat_target", flat)))
    spec = RunSpec(
        dataset=dataset,
        loss=Choice("loss", "huber"),
        model=Choice("model", "linear"),
        batch_size=5,
        validation_share=0,
    )
    assert spec.batch_room == expected
