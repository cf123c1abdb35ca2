package org.ngrokd.server.cli.admin;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.text.Numbers;

/** Who is slow, in words. */
final class StatusWords {
  private StatusWords() {}

  /** A line for each, those who wait first; none: nobody is. */
  static List<String> slow(JsonValue slow) {
    List<String> told = new ArrayList<>();
    for (JsonValue each : slow.get("waits").elements()) {
      told.add(
          "%s waits for the %s of %s for %s"
              .formatted(
                  Texts.of(each, "visitor"),
                  Texts.of(each, "waitsFor"),
                  Texts.of(each, "url"),
                  Amounts.span(Amounts.of(each.get("seconds")))));
    }
    for (JsonValue each : slow.get("stalled").elements()) {
      told.add(
          "%s has taken nothing for %s, while %s wait for it"
              .formatted(
                  Texts.of(each, "who"),
                  Amounts.span(Amounts.of(each.get("seconds"))),
                  Numbers.bytes(Amounts.of(each.get("bytes")))));
    }
    for (JsonValue each : slow.get("holdsMemory").elements()) {
      told.add(
          "%s %s makes the server hold %s"
              .formatted(
                  Texts.of(each, "kind"),
                  Texts.of(each, "who"),
                  Numbers.bytes(Amounts.of(each.get("bytes")))));
    }
    return told;
  }
}
