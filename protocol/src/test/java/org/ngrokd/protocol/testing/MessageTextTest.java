package org.ngrokd.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageTextTest {

  @Test
  void typeAndFieldsAreFound() {
    String json = "{\"Payload\": {\"RemotePort\": 22, \"Error\": \"\"}, \"Type\": \"ReqTunnel\"}";

    assertThat(MessageText.type(json)).isEqualTo("ReqTunnel");
    assertThat(MessageText.field(json, "RemotePort")).isEqualTo("22");
    assertThat(MessageText.field(json, "Error")).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> MessageText.type("{}"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected a message with Type, came: {}");
    assertThatThrownBy(() -> MessageText.field("{\"Payload\":{}}", "Url"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected a message with Payload.Url, came: {\"Payload\":{}}");
    assertThatThrownBy(() -> MessageText.type("GET /"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected a JSON message, came: GET /");
  }
}
