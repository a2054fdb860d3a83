"""The words of the small blocks: choices, galleries, charts to take along, a point's tug-of-war."""

from app.text import message

# Choices
BENCHMARK = message("choices.benchmark", "Benchmark")
METHOD = message("choices.method", "Method")
RUN = message("choices.run", "Run")
NOT_HERE = {  # what the link asks for
    "benchmark": message(
        "choices.not_here.benchmark",
        "The link asks for the benchmark “{asked}”, which is not here.",
    ),
    "method": message(
        "choices.not_here.method", "The link asks for the method “{asked}”, which is not here."
    ),
    "run": message(
        "choices.not_here.run", "The link asks for the run “{asked}”, which is not here."
    ),
    "sheet": message(
        "choices.not_here.sheet", "The link asks for the part “{asked}”, which is not here."
    ),
}
NOT_OFFERED = message(
    "choices.not_offered",
    "“{wanted}”, chosen on another page, cannot be shown here. This is “{shown}”.",
)
GONE = message("choices.gone", "“{wanted}” is not here any more. This is “{shown}”.")
FRESH = message("choices.fresh", "The training is over; its run is selected.")
PRETRAINED = message("choices.pretrained", "Pretrained (seed {seed})")
# The parts of another run's label, with commas between
OWN = message("choices.own", "{whose}: {name}")
SEED = message("choices.seed", "seed {seed}")
STOPPED = message("choices.stopped", "stopped at step {step}")

SCORE = message("choices.score", "Score")
TEMPERATURE = message("choices.temperature", "Temperature T")
TEMPERATURE_HELP = message(
    "choices.temperature_help",
    "The paper uses T = 1; a large T turns the energy into minus the mean logit.",
)

# Galleries
AT = message("gallery.at", "at ({x}, {y})")
RIGHT = message("gallery.right", "“{answer}”, {confidence}")
WRONG = message("gallery.wrong", "“{answer}”, {confidence}, truly {truth}")

# Charts to take along
SAVE_HTML = message("layout.save_html", "Save as HTML")
TABLE = message(
    "layout.table",
    "The file's columns have English names in every language, so that one program reads them all.",
)
PLOTLY = (  # what Plotly itself says of such a chart, which finds a translation by the English
    message("layout.plotly.zoom", "Zoom"),
    message("layout.plotly.reset", "Reset axes"),
    message("layout.plotly.png", "Download plot as a PNG"),
    message("layout.plotly.picture", "Download plot"),
    message("layout.plotly.preparing", "Preparing image - this may take a few seconds"),
    message("layout.plotly.succeeded", "Image download succeeded"),
    message("layout.plotly.failed", "Sorry, there was a problem downloading your image!"),
    message("layout.plotly.back", "Double-click to zoom back out"),
)

# The tug-of-war of a point
POINT = message(
    "tug_of_war.point", "**{method} at ({x}, {y}) in frame {frame}, read off the picture**"
)
