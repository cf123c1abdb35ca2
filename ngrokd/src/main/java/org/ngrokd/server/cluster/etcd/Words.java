package org.ngrokd.server.cluster.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.json.JsonValue;

/** Keys, questions and answers as etcd's JSON gateway has them. */
final class Words {
  /** All that is ours. */
  static final String ALL = "/ngrokd/";

  static final String NAMES = ALL + "names/";
  static final String NODES = ALL + "nodes/";
  static final String KEPT = ALL + "kept/";

  private Words() {}

  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String decoded(JsonValue value) {
    return new String(Base64.getDecoder().decode(value.text().orElse("")), StandardCharsets.UTF_8);
  }

  /** Numbers of 64 bits are texts, and 0 is left out. */
  static long number(JsonValue value) {
    return value.number().or(() -> value.text().map(Long::parseLong)).orElse(0L);
  }

  static long revision(JsonValue answer) {
    return number(answer.get("header").get("revision"));
  }

  /** Everything with this beginning. */
  static Map<String, Object> range(String beginning) {
    char last = beginning.charAt(beginning.length() - 1);
    String end = beginning.substring(0, beginning.length() - 1) + (char) (last + 1);
    return Map.of("key", encoded(beginning), "range_end", encoded(end));
  }

  static Map<String, Object> one(String key) {
    return Map.of("key", encoded(key));
  }

  static Map<String, Object> put(String key, byte[] value, long lease) {
    return Map.of(
        "key",
        encoded(key),
        "value",
        Base64.getEncoder().encodeToString(value),
        "lease",
        Long.toString(lease));
  }

  /** The first if nobody has the key, else the second. */
  static Map<String, Object> ifFree(String key, Map<String, Object> then, Map<String, Object> or) {
    Map<String, Object> free =
        Map.of("key", encoded(key), "target", "CREATE", "result", "EQUAL", "create_revision", "0");
    return Map.of("compare", List.of(free), "success", List.of(then), "failure", List.of(or));
  }

  /** It, if the key is as it was left by this revision. */
  static Map<String, Object> ifStill(String key, long revision, Map<String, Object> then) {
    Map<String, Object> same =
        Map.of(
            "key",
            encoded(key),
            "target",
            "MOD",
            "result",
            "EQUAL",
            "mod_revision",
            Long.toString(revision));
    return Map.of("compare", List.of(same), "success", List.of(then));
  }
}
