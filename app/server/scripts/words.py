"""What is said while the server does not answer, of a folder that is not sent, and Streamlit's own
words, which the browser says in the visitor's language.
"""

from app.text import message

CONNECTION = {
    "lost": message(
        "scripts.connection.lost",
        "The connection to OOD Lab is lost. Clicks have no effect until it is back; this page "
        "keeps trying by itself. Your earlier answers are kept.",
    ),
    "gone": message(
        "scripts.connection.gone",
        "OOD Lab does not answer. In a class, tell your teacher; if it runs on this computer, "
        "start it again. This page then goes on by itself, and your earlier answers are kept.",
    ),
    "slow": message(
        "scripts.connection.slow",
        "OOD Lab has not answered your last click yet. Please wait a moment.",
    ),
}

FOLDERS = {
    "empty": message("scripts.folders.empty", "This folder has no files, so nothing was sent."),
    "many": message(
        "scripts.folders.many",
        "This folder has more than {files} files, so nothing was sent. Give a part of it.",
    ),
    "large": message(
        "scripts.folders.large",
        "The files of this folder have more than {megabytes} MB together, so nothing was sent. "
        "Give smaller pictures, or a part of them.",
    ),
    "unreadable": message(
        "scripts.folders.unreadable",
        "A file of this folder cannot be read, so nothing was sent. See that each of its files "
        "opens on this computer, then give the folder again.",
    ),
}


ELEMENTS = (  # as Streamlit and Plotly write them; {} stands for a name or a number
    message("scripts.elements.add_files", "Add files"),
    message("scripts.elements.drag_and_drop_a_file_here", "Drag and drop a file here"),
    message("scripts.elements.drag_and_drop_directories_here", "Drag and drop directories here"),
    message("scripts.elements.drag_and_drop_files_here", "Drag and drop files here"),
    message("scripts.elements.upload", "Upload"),
    message("scripts.elements.upload_directories", "Upload directories"),
    message("scripts.elements.of_per_file", "{} per file"),
    message("scripts.elements.file_upload", "file upload"),
    message("scripts.elements.only_one_file_is_allowed", "Only one file is allowed."),
    message("scripts.elements.upload_failed", "Upload failed"),
    message("scripts.elements.click_to_retry_upload", "Click to retry upload"),
    message("scripts.elements.take_photo", "Take Photo"),
    message("scripts.elements.switch_camera", "Switch camera"),
    message(
        "scripts.elements.camera",
        "This app would like to use your camera.",
    ),
    message("scripts.elements.allow", "Learn how to allow access."),
    message("scripts.elements.choose_an_option", "Choose an option"),
    message("scripts.elements.choose_options", "Choose options"),
    message("scripts.elements.no_results", "No results"),
    message("scripts.elements.no_options_to_select", "No options to select"),
    message("scripts.elements.select_all", "Select all"),
    message("scripts.elements.selected_values", "Selected values"),
    message("scripts.elements.clear_all", "Clear all"),
    message("scripts.elements.clear_value", "Clear value"),
    message("scripts.elements.remove_of", "Remove {}"),
    message("scripts.elements.open", "Open"),
    message("scripts.elements.increment", "Increment"),
    message("scripts.elements.decrement", "Decrement"),
    message("scripts.elements.help_for_of", "Help for {}"),
    message("scripts.elements.copy_to_clipboard", "Copy to clipboard"),
    message("scripts.elements.show_hide_columns", "Show/hide columns"),
    message("scripts.elements.download_as_csv", "Download as CSV"),
    message("scripts.elements.search", "Search"),
    message("scripts.elements.fullscreen", "Fullscreen"),
    message("scripts.elements.close_fullscreen", "Close fullscreen"),
    message("scripts.elements.zoom", "Zoom"),
    message("scripts.elements.reset_axes", "Reset axes"),
    message("scripts.elements.download_plot", "Download plot"),
    message("scripts.elements.skip_to_main_content", "Skip to main content"),
    message("scripts.elements.app_pages", "App pages"),
    message("scripts.elements.link_to_heading", "Link to heading"),
)
