"""Test that the simulator tells the truth: what was done is to be seen, and what was not is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.sim.building import ALL_HABITS, build
from tests.sim.held_out import HELD_OUT
from tests.sim.moments import at, school_year
from tests.sim.platforms import PLATFORMS
from tests.sim.serving import moment_of
from tests.sim.state import News
from tests.sim.telling import words
from tests.sim.truth import MET, MISSED, truths

QUIET = {"rate": 0.0, "widgets": 0}


def test_due_dates_are_first_and_fourth_tuesdays() -> None:
    year = school_year(2026, ["one"])
    found = [due.day for due in year.dues(date(2026, 8, 26), date(2026, 12, 31))]
    expected = ("09-01", "09-22", "10-06", "10-27", "11-03", "11-24", "12-01", "12-22")
    assert found == [date.fromisoformat(f"2026-{day}") for day in expected]
    first = year.dues(date(2026, 11, 3), date(2026, 11, 3))[0]
    # The clocks go back on the Sunday inside this window, which is an hour longer for it.
    assert first.closes.timestamp() - first.opens.timestamp() == 4 * 86400 + 3600
    assert first.opens == at(date(2026, 10, 31))


@pytest.mark.parametrize("platform", sorted(set(PLATFORMS) - {"script-shell"}))
def test_every_deed_is_to_be_seen_on_every_platform(platform: str) -> None:
    habits = (*ALL_HABITS, *HELD_OUT)
    district = build(5, 70, 60, platforms=(platform,), habits=habits, extra=HELD_OUT, single=True, **QUIET)
    for site in district.sites:
        for deed in site.story.deeds:
            moved = site.moves is not None and abs(deed.when - site.moves[0]) < timedelta(hours=2)
            if deed.news is News.NO or deed.when.date() <= district.first or moved:
                continue
            after = district.show(site, deed.when)
            before = district.show(site, deed.when - timedelta(seconds=1))
            host = next(host for host in after if after[host][""].status == 200)
            told = f"{site.site_id}: {deed.what} at {deed.when}"
            if deed.news is News.DOUBT:
                assert after[host] != before[host], told
            else:
                assert words(after[host]) != words(before[host]), told


def test_nothing_changes_where_nobody_does_anything() -> None:
    district = build(6, 10, 40, habits=("never",), **QUIET)
    for site in district.sites:
        site.redesigned = None
        site.troubles.clear()
    district.banners.clear()
    for site in district.sites:
        if site.platform in ("blogger", "public-feeds", "wordpress"):
            continue
        first = district.show(site, district.night(3))[site.host]
        last = district.show(site, district.night(39))[site.host]
        assert words(first) == words(last), site.site_id


def test_the_same_seed_gives_the_same_nights_and_two_readings_differ_in_chance_only() -> None:
    one, other = build(7, 20, 30), build(7, 20, 30)
    for site, twin in zip(one.sites, other.sites, strict=True):
        moment = moment_of(one.night(12), site, 0)
        assert one.show(site, moment) == other.show(twin, moment), site.site_id
    random = {"ads", "random-quote", "weather", "online", "photos"}
    site = next(
        each for each in one.sites if random & set(each.widgets) and each.readable(one.night(9).date())
    )
    moment = moment_of(one.night(9), site, 0)
    shown = [one.show(site, moment + timedelta(minutes=7 * n), n)[site.host][""].body for n in range(4)]
    assert len(set(shown)) > 1


def test_the_truth_knows_what_was_done_in_time() -> None:
    district = build(8, 40, 60, habits=("tuesday-23:20", "next-morning", "never", "on-the-day"), **QUIET)
    district.banners.clear()
    for truth in truths(district):
        expected = {"tuesday-23:20": MET, "on-the-day": MET}.get(truth.site.habit, MISSED)
        if truth.verdict in (MET, MISSED):
            assert truth.verdict == expected, (truth.site.site_id, truth.due.day)
