from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.series.change_points import SHORTEST, change_points
from faultmaven_core.processing.series.reading import build_series
from faultmaven_core.processing.series.shifts import build_shifts, shift_since
from faultmaven_models.testing.builders import materials_from_texts

VALUES = st.lists(st.floats(min_value=-1e6, max_value=1e6), max_size=80)


def noisy(*levels: tuple[int, float], seed: int = 7) -> list[float]:
    generator = random.Random(seed)
    return [generator.gauss(level, 1) for count, level in levels for _ in range(count)]


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 200))
def test_a_constant_series_has_no_change(value: float, count: int) -> None:
    assert change_points([value] * count) == ()


@given(VALUES, st.integers(-20, 20), st.sampled_from([1, -1]))
def test_scaling_a_series_scales_its_changes(values: list[float], power: int, sign: int) -> None:
    factor = sign * 2.0**power
    plain, scaled = change_points(values), change_points([value * factor for value in values])
    if sign > 0:
        assert [one.position for one in scaled] == [one.position for one in plain]
        assert [(one.before, one.after) for one in scaled] == [
            (one.before * factor, one.after * factor) for one in plain
        ]
        assert [one.size for one in scaled] == pytest.approx([one.size for one in plain])
    else:
        assert all(abs(one.size) > 0 for one in scaled)


@given(st.lists(st.floats(), max_size=60))
def test_any_values_are_judged_without_an_exception(values: list[float]) -> None:
    for one in change_points(values):
        assert one.spread > 0
        assert 0 < one.position < len(values)


@pytest.mark.parametrize("late", [SHORTEST, 8, 100, 190])
def test_a_change_is_found_where_it_is_even_near_an_end(late: int) -> None:
    (found,) = change_points(noisy((200 - late, 10), (late, 20)))
    assert abs(found.position - (200 - late)) <= 1
    assert found.before == pytest.approx(10, abs=0.8)
    assert found.after == pytest.approx(20, abs=1.2)


def test_noise_spikes_and_short_series_have_no_change() -> None:
    assert all(change_points(noisy((200, 10), seed=seed)) == () for seed in range(20))
    spikes = noisy((200, 10))
    for position in (20, 90, 91, 150):
        spikes[position] = 1e9
    assert change_points(spikes) == ()
    assert change_points([1, 1, 1, 1, 9, 9, 9, 9]) == ()


def test_a_rise_and_a_fall_are_two_changes() -> None:
    rise, fall = change_points(noisy((80, 10), (60, 40), (80, 10)))
    assert (abs(rise.position - 80) <= 1, abs(fall.position - 140) <= 1) == (True, True)
    assert rise.size > 0 > fall.size


def test_a_long_series_is_placed_to_the_value() -> None:
    (found,) = change_points(noisy((7_001, 10), (3_000, 30)))
    assert abs(found.position - 7_001) <= 1


def table(columns: dict[str, list[float]]) -> str:
    rows = zip(*columns.values(), strict=True)
    lines = [f"{1_700_000_000 + 60 * row}," + ",".join(map(repr, values)) for row, values in enumerate(rows)]
    return "\n".join(["time," + ",".join(columns), *lines]) + "\n"


def test_shifts_are_ranked_by_size_and_onset_and_grouped_by_component() -> None:
    text = table(
        {
            "shop-latency": noisy((70, 10), (50, 60), seed=1),
            "till-cpu": noisy((60, 10), (60, 55), seed=2),
            "till-rss": noisy((62, 10), (58, 20), seed=3),
            "calm-cpu": noisy((120, 10), seed=4),
        }
    )
    till, shop = build_shifts(materials_from_texts({"m.csv": text}))
    assert (till.component, [one.series.metric for one in till.shifts]) == ("till", ["cpu", "rss"])
    assert shop.component == "shop"
    assert till.first.span().start_line == till.first.position + 2
    assert till.first.onset_text == "2023-11-14T23:13:20Z"


def test_a_counter_shifts_by_its_rate_only() -> None:
    steady = [7.0 * row for row in range(80)]
    faster = [row * 1.0 if row < 40 else 40 + (row - 40) * 9.0 for row in range(80)]
    (found,) = build_shifts(materials_from_texts({"m": table({"a.x_total": steady, "b.x_total": faster})}))
    assert found.component == "b"
    assert (found.first.before, found.first.after) == pytest.approx((1 / 60, 9 / 60))


@pytest.mark.parametrize("minutes_late", [0, 5, 10, 15])
def test_a_late_alarm_does_no_harm(minutes_late: int) -> None:
    text = table({"till-cpu": noisy((60, 10), (60, 60), seed=5), "calm-cpu": noisy((120, 10), seed=6)})
    till, calm = build_series(materials_from_texts({"m": text}))
    alarm = 1_700_000_000 + 60.0 * (60 + minutes_late)
    cause, other = shift_since(till, alarm), shift_since(calm, alarm)
    assert cause is not None
    assert other is not None
    assert cause.size > 10 > abs(other.size)


def test_an_alarm_outside_the_series_tells_nothing() -> None:
    (series,) = build_series(materials_from_texts({"m": table({"a-cpu": noisy((40, 10))})}))
    assert shift_since(series, 0.0) is None
    assert shift_since(series, 4e9) is None
