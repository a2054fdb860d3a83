"""Figures, checked by what is in them."""

import base64
import io
import itertools
import json

import numpy as np
import pytest
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

from app.components import film
from app.figures import conventions, features, maps, samples, standing, theme, training
from app.figures.maps import Field, Layer
from app.text import names, say_each
from app.views.lab import generated
from app.views.lab import words as lab_words

MODES = ("light", "dark")


def ramp(n=64):
    """A field that grows to the right and, more slowly, upwards: every corner is known."""
    x, y = np.meshgrid(np.linspace(0, 1, n), np.linspace(0, 0.5, n))
    axis = maps.pixel_axis(n, 12)
    return Field((x + y) / 1.5, axis, axis, "confidence", 0, 1)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, of #rrggbb."""
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_every_kind_has_a_colour_a_symbol_and_a_dash_of_its_own(mode):
    for cue in (theme.COLOURS[mode], theme.SYMBOLS, theme.DASHES):
        assert set(cue) == set(names.KINDS)
        assert len(set(cue.values())) == len(cue)


@pytest.mark.parametrize("mode", MODES)
def test_kinds_and_text_stand_out_from_the_paper(mode):
    paper = theme.PAPER[mode]
    assert contrast(theme.TEXT[mode], paper) >= 7
    assert contrast(theme.MUTED[mode], paper) >= 4.5
    for kind, colour in theme.COLOURS[mode].items():
        assert contrast(colour, paper) >= (2.3 if kind == "near" else 3), kind


SEEN = {  # linear RGB as normal, protan, deutan and tritan eyes see it: Machado et al., 2009
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def seen_lab(colour: str, eyes: str) -> np.ndarray:
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(SEEN[eyes]) @ linear, 0, 1)
    return rgb2lab(np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055))


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("mode", MODES)
def test_the_classes_of_a_plane_are_told_apart_by_colour_and_by_symbol(mode, eyes):
    colours, drawn = theme.CLASSES[mode], len(theme.DRAWN_CLASSES)
    assert len(set(theme.CLASS_SYMBOLS)) == len(theme.CLASS_SYMBOLS) == len(colours)
    assert all(contrast(colour, theme.PAPER[mode]) >= 3 for colour in colours)
    others = [theme.colour(kind, mode) for kind in ("near", "far", "outliers")]
    labs = [seen_lab(colour, eyes) for colour in colours]
    for i, one in enumerate(labs[:drawn]):
        assert all(deltaE_ciede2000(one, labs[j]) >= 15 for j in range(i)), colours[i]
        for other in others if i else ():  # the first is the colour of ID itself
            assert deltaE_ciede2000(one, seen_lab(other, eyes)) >= 11, (colours[i], other)


@pytest.mark.parametrize("mode", MODES)
def test_violet_means_certain_and_nothing_else(mode):
    """The hue of every other colour of the theme is far from that of certainty, or it is a grey."""

    def hue_and_chroma(colour: str) -> tuple[float, float]:
        _, a, b = seen_lab(colour, "normal")
        return float(np.degrees(np.arctan2(b, a))), float(np.hypot(a, b))

    violet, _ = hue_and_chroma(theme.CERTAIN[mode])
    palettes = theme.PASSES, theme.QUALITY, theme.STRANGENESS
    scales = [c for scale in palettes for _, c in scale[mode]]
    lines = [*theme.LINE_CYCLE[mode], *theme.COLOURS[mode].values(), *theme.CLASSES[mode]]
    for colour in (theme.ACCENT[mode], *scales, *lines):
        hue, chroma = hue_and_chroma(colour)
        assert chroma < 14 or abs((hue - violet + 180) % 360 - 180) > 15, colour


def test_pixel_centres_cover_the_frame():
    axis = maps.pixel_axis(64, 12.0)
    width = axis[1] - axis[0]
    assert axis[0] - width / 2 == pytest.approx(-12)
    assert axis[-1] + width / 2 == pytest.approx(12)


def test_map_is_the_right_way_up_and_ends_at_the_frame():
    fig = maps.field_map(ramp(), [], "light")
    heat = fig.data[0]
    assert heat.z[0, 0] == 0 and heat.x[0] < 0 and heat.y[0] < 0  # bottom left
    assert heat.z[-1, -1] == 1 and heat.x[-1] > 0 and heat.y[-1] > 0
    assert heat.z[0, -1] == pytest.approx(1 / 1.5, abs=1e-3)  # bottom right
    assert tuple(fig.layout.xaxis.range) == pytest.approx((-12, 12))
    assert fig.layout.yaxis.scaleanchor == "x"


@pytest.mark.parametrize("mode", MODES)
def test_points_have_their_kinds_colour_and_need_no_webgl(mode):
    few, many = Layer("a", "near", np.zeros((10, 2))), Layer("b", "far", np.zeros((1500, 2)))
    fig = maps.field_map(ramp(), [few, many], mode)
    assert [trace.type for trace in fig.data] == ["heatmap", "scatter", "scatter"]
    assert [t.marker.color for t in fig.data[1:]] == [
        theme.COLOURS[mode][k] for k in ("near", "far")
    ]


def test_score_maps_are_blue_where_inputs_look_like_id():
    scale = theme.STRANGENESS["light"]
    assert [at for at, _ in scale] == sorted(at for at, _ in scale)
    assert scale[0][1] == theme.PASSES["light"][-1][1]


def test_losses_have_one_line_each_and_a_log_scale_where_it_helps():
    log = [{"step": 0, "steps": 90, "losses": {}}]
    log += [
        {"step": s, "steps": 90, "losses": {"a": 10.0**-s, "b": 1.0, "off": 0.0}} for s in (1, 4)
    ]
    panel = film.losses_panel(log, [0, 1, 4], "light")
    assert [line["name"] for line in panel["lines"]] == ["a", "b"]
    assert panel["lines"][0]["x"] == [1, 4] and panel["lines"][0]["y"] == [0.1, 0.0001]
    assert panel["log"] and panel["steps"] == 90
    assert not film.losses_panel(log[:2], [0], "light")["log"]
    assert film.losses_panel(log[:1], [0], "light")["lines"] == []


def test_confidence_histogram_counts_every_input_once():
    shares = training.confidence_shares(np.array([0, 0, 128, 255], np.uint8))
    assert shares.sum() == 1
    assert shares[0] == 0.5 and shares[-1] == 0.25


def test_montage_puts_images_in_rows():
    images = np.arange(4, dtype=np.uint8)[:, None, None, None] * np.ones((1, 1, 3, 3), np.uint8)
    sheet = samples.montage(images)[..., 0]
    assert sheet.shape == (8, 8)
    assert [sheet[0, 0], sheet[0, 5], sheet[5, 0], sheet[5, 5]] == [0, 1, 2, 3]


def test_a_films_map_and_moving_points_arrive_as_they_were():
    rng = np.random.default_rng(0)
    confidence = rng.integers(0, 256, (3, 8, 8), dtype=np.uint8)
    moving = rng.normal(0, 3, (3, 6, 2)).astype(np.float16)
    layers = [Layer("ID", "id", np.array([[1.5, -2.0], [0.25, 3.0]]))]
    panel = film.map_panel("t", layers, 12.0, "dark", confidence, low=0.5, moving=moving)
    assert base64.b64decode(panel["map"]["bytes"]) == confidence.tobytes()
    places = np.frombuffer(base64.b64decode(panel["moving"]["bytes"]), "<i2").reshape(3, 6, 2)
    np.testing.assert_allclose(places / 1000, moving, atol=1e-3)
    assert panel["moving"]["colour"] == theme.COLOURS["dark"]["generated"]
    assert panel["points"][0]["xy"] == [1.5, -2.0, 0.25, 3.0]
    assert json.loads(json.dumps(panel)) == panel


def test_a_feature_spaces_square_holds_every_place_and_no_more_than_it_needs():
    rng = np.random.default_rng(0)
    layers = [
        Layer(kind, kind, rng.normal(at, (3, 1), (40, 2))) for kind, at in (("id", 90), ("far", 7))
    ]
    panel = film.space_panel("SimCLR", layers, ("a", "b"), "light")
    xy = np.concatenate([layer.xy for layer in layers])
    reach = np.abs(xy - panel["centre"]).max()
    assert reach <= panel["frame"] <= 1.1 * reach and panel["axes"] == ["a", "b"]
    np.testing.assert_allclose(panel["points"][1]["xy"], layers[1].xy.ravel(), atol=1e-3)
    assert json.loads(json.dumps(panel)) == panel


def test_a_films_histogram_counts_each_frame_on_its_own():
    confidence = {
        "id": np.array([[0, 255], [255, 255]], np.uint8),
        "far": np.zeros((2, 3), np.uint8),
    }
    lines = film.histogram_panel("t", confidence, "light")["lines"]
    assert [line["kind"] for line in lines] == ["id", "far"]
    assert [shares[0] for shares in lines[0]["shares"]] == [0.5, 0]
    assert [shares[-1] for shares in lines[0]["shares"]] == [0.5, 1]
    assert all(sum(shares) == 1 for line in lines for shares in line["shares"])


def test_a_films_sheets_are_lossless():
    images = np.random.default_rng(0).integers(0, 256, (2, 4, 1, 28, 28), dtype=np.uint8)
    for image, sheet in zip(images, film.sheet_panel("t", images)["sheets"], strict=True):
        kind, _, data = sheet.partition(",")
        assert kind == "data:image/png;base64"
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
        assert np.array_equal(pixels, samples.montage(image)[..., 0])


def test_logit_bars_accent_the_answer():
    words = say_each(lab_words.LOGITS)
    fig = features.logit_bars(np.array([0.1, 3.0, -1.0]), ("0", "1", "2"), words, "light")
    accents = [c == theme.ACCENT["light"] for c in fig.data[0].marker.color]
    assert accents == [False, True, False]
    assert fig.data[0].hovertemplate == "class %{x}: logit %{y:.2f}<extra></extra>"


def test_standing_never_rounds_up_to_all():
    fig = standing.standing(
        np.array([[1.0, 0.999, 0.0]]), ["m"], ["a", "b", "c"], "{share}", "light"
    )
    assert [note.text for note in fig.layout.annotations] == ["100%", "99%", "0%"]


def test_rules_put_every_number_in_its_panel_and_row():
    found = {
        "theirs": {"fpr95": 0.21, "auroc": 0.9, "aupr": 0.6, "positives": 1 / 6},
        "ours": {"fpr95": 0.55, "auroc": 0.9, "aupr": 0.98, "positives": 0.5},
    }
    figure = conventions.rules(found, say_each(lab_words.RULES), "light")
    *dots, chance = figure.data
    for trace, key in zip(dots, ("fpr95", "auroc", "aupr"), strict=True):
        assert list(trace.y) == list(found)
        assert np.allclose(trace.x, [100 * row[key] for row in found.values()])
        assert figure.layout[f"xaxis{trace.xaxis[1:]}"].title.text.startswith(key[:4].upper())
    assert chance.xaxis == dots[-1].xaxis and np.allclose(chance.x, [100 / 6, 50])


def test_an_alt_text_says_what_is_seen_of_noise():
    half = np.zeros((4, 1, 6, 6), np.uint8)
    half[:, :, :3] = 255
    assert samples.look(half) == {"mean": 0.5, "black": 0.5, "white": 0.5}
    grey = np.full((4, 3, 6, 6), 51, np.uint8)
    assert samples.look(grey) == {"mean": 0.2, "black": 0.0, "white": 0.0}


def test_generated_samples_are_counted_where_the_data_are():
    rng = np.random.default_rng(0)
    train, test = rng.normal(size=(500, 2)), rng.normal(size=(300, 2))
    far = rng.normal(size=(60, 2)) + 50
    assert generated.on_data(far, train, test) == 0
    assert generated.on_data(train[:60], train, test) == 1
    mixed = np.concatenate([train[:30], far[:30]])
    assert generated.on_data(mixed, train, test) == 0.5


def test_a_figure_on_a_projector_has_large_type_and_is_tall():
    figure = theme.enlarged(maps.field_map(ramp(), [], "light", height=300))
    assert figure.layout.height == theme.TALL
    sizes = (figure.layout.font.size, figure.layout.xaxis.tickfont.size)
    bar = figure.data[0].colorbar
    assert {*sizes, bar.tickfont.size, bar.title.font.size} == {theme.PROJECTED}
    assert bar.title.text == "confidence"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", ["near", "far", "shift"])  # of which there are several
def test_populations_of_a_kind_are_told_apart(kind, mode):
    looks = [theme.member(kind, i, mode) for i in range(2 * len(theme.SHADES))]
    assert looks[0] == (theme.colour(kind, mode), False) and len(set(looks)) == len(looks)
    shades = list(dict.fromkeys(colour for colour, _ in looks))
    for one, other in itertools.combinations(shades, 2):
        assert deltaE_ciede2000(seen_lab(one, "normal"), seen_lab(other, "normal")) > 8
    layers = [Layer(str(i), kind, np.zeros((1, 2))) for i in range(3)]
    marks = [maps.points(layer, mode)["marker"] for layer in maps.told_apart(layers)]
    assert len({(mark["color"], mark["symbol"]) for mark in marks}) == 3
