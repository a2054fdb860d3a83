"""The same scores under several rules, as dots on aligned axes."""

from collections.abc import Mapping

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.figures import theme
from app.figures.theme import Mode

COLUMNS = {"fpr95": "FPR95", "auroc": "AUROC", "aupr": "AUPR"}
ROW = 46  # pixels


def rules(
    found: Mapping[str, Mapping[str, float]], words: Mapping[str, str], mode: Mode
) -> go.Figure:
    """One row for each rule, one panel for each number; AUPR's base rate as a tick.

    Args:
        found: rule -> `fpr95`, `auroc`, `aupr`, `positives`, fractions in [0, 1].
        words: `chance` in the legend, and `chance_at` with the place share.
    """
    names = list(found)
    empty = theme.figure(mode, 110 + ROW * len(names))
    fig = make_subplots(1, len(COLUMNS), shared_yaxes=True, horizontal_spacing=0.05, figure=empty)
    for column, (key, title) in enumerate(COLUMNS.items(), 1):
        values = [100 * found[name][key] for name in names]
        dots = go.Scatter(
            x=values,
            y=names,
            mode="markers+text",
            text=[f"{value:.1f}" for value in values],
            textposition="top center",
            marker={"size": 11, "color": theme.ACCENT[mode]},
            showlegend=False,
            hovertemplate=f"%{{y}}: {title} %{{x:.2f}}%<extra></extra>",
        )
        fig.add_trace(dots, 1, column)
        fig.update_xaxes(
            title_text=f"{title} (%)", range=[-2, 112], tickvals=[0, 50, 100], col=column
        )
    chance = go.Scatter(
        x=[100 * found[name]["positives"] for name in names],
        y=names,
        name=words["chance"],
        mode="markers",
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 2, "color": theme.MUTED[mode]}},
        hovertemplate=words["chance_at"].format(share="%{x:.1f}%") + "<extra></extra>",
    )
    fig.add_trace(chance, 1, len(COLUMNS))
    return fig.update_yaxes(autorange="reversed")
