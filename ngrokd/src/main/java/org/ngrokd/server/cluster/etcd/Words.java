package org.ngrokd.server.cluster.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.json.JsonValue;

/** Keys, questions and answers as etcd's JSON gateway has them. */
final class Words {
  /** All that is ours. */
  static final String ALL = "/ngrokd/";

  static final String NAMES = ALL + "names/";
  static final String NODES = ALL + "nodes/";

  /** Of nodes, each as long as its lease; they themselves stay until they are buried. */
  static final String BEATS = ALL + "beats/";

  static final String KEPT = ALL + "kept/";
  static final String MEMORY = ALL + "memory/";

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

  /** The first if the key is as it was left by this revision, else the second. */
  static Map<String, Object> ifStill(
      String key, long revision, Map<String, Object> then, Map<String, Object> or) {
    Map<String, Object> both = new HashMap<>(ifStill(key, revision, then));
    both.put("failure", List.of(or));
    return both;
  }

  private static Map<String, Object> created(String key, String how) {
    return Map.of("key", encoded(key), "target", "CREATE", "result", how, "create_revision", "0");
  }

  /** That somebody has the key. */
  static Map<String, Object> there(String key) {
    return created(key, "GREATER");
  }

  /** That nobody has it. */
  static Map<String, Object> absent(String key) {
    return created(key, "EQUAL");
  }

  /** All of it, if all that is so. */
  static Map<String, Object> when(
      List<Map<String, Object>> conditions, List<Map<String, Object>> then) {
    return Map.of("compare", conditions, "success", then);
  }
}
