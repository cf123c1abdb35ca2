package org.ngrokd.server.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.Held;

/** What nodes say to each other while the engine is away, as it is written. */
final class PeerWord {
  private PeerWord() {}

  /**
   * Whether that gives its word.
   *
   * @param to the life that is asked
   * @param last of its names, of which has been heard
   * @param isThanks it is not needed any more
   */
  record Question(String from, String to, long last, boolean isThanks) {
    static Question thanks(String from, String to) {
      return new Question(from, to, 0, true);
    }

    byte[] write() {
      return Json.camel(this);
    }
  }

  /**
   * What it says.
   *
   * @param why not
   * @param names that it has got, behind the last that was known; {@code last} is the last of them
   */
  record Answer(boolean isGiven, String why, long last, List<Taken.Name> names) {
    static Answer yes(Taken.News news) {
      return new Answer(true, "", news.last(), news.names());
    }

    static Answer no(String why) {
      return new Answer(false, why, 0, List.of());
    }

    byte[] write() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("isGiven", isGiven);
      all.put("why", why);
      all.put("last", last);
      all.put("names", names);
      return Json.camel(all);
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Question readQuestion(byte[] json) {
    JsonValue all = Json.read(json);
    return new Question(
        text(all.get("from")),
        text(all.get("to")),
        number(all.get("last")),
        isTrue(all.get("isThanks")));
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Answer readAnswer(byte[] json) {
    JsonValue all = Json.read(json);
    List<Taken.Name> names =
        all.get("names").elements().stream()
            .map(
                each ->
                    new Taken.Name(
                        new Held(
                            text(each.get("held").get("name")),
                            text(each.get("held").get("url")),
                            text(each.get("held").get("node")),
                            number(each.get("held").get("epoch"))),
                        text(each.get("owner"))))
            .toList();
    return new Answer(
        isTrue(all.get("isGiven")), text(all.get("why")), number(all.get("last")), names);
  }

  private static String text(JsonValue value) {
    return value.text().orElse("");
  }

  private static long number(JsonValue value) {
    return value.number().orElse(0L);
  }

  private static boolean isTrue(JsonValue value) {
    return value.text().filter("true"::equals).isPresent();
  }
}
