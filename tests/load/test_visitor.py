"""The visitor without a browser sees what a browser shows."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.load.visitor import Visitor


def test_an_alert_stays_when_the_spinner_beside_it_ends():
    """Streamlit draws a spinner at the place of the next element, and takes it away there."""
    alert, spinner, container = ForwardMsg(), ForwardMsg(), ForwardMsg()
    for message in (alert, spinner, container):
        message.metadata.delta_path.extend([0, 3])
    alert.delta.new_element.alert.body = "Give the ID data."
    spinner.delta.new_transient.SetInParent()
    container.delta.add_block.SetInParent()
    visitor = Visitor("http://127.0.0.1:1")
    visitor._take(alert)
    visitor._take(spinner)
    assert visitor.warnings() == ["Give the ID data."]
    visitor._take(container)
    assert visitor.warnings() == []
