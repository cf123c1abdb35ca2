package org.ngrokd.client.view;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Content-Type.
 *
 * @param type "text/html" in lower case, or ""
 * @param parameters by their names in lower case
 */
record MediaType(String type, Map<String, String> parameters) {
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([^\\s=;]+)\\s*=\\s*(?:\"(.*?)(?<!\\\\)\"|([^;]*))");

  static MediaType parse(String value) {
    int end = value.indexOf(';');
    String type = (end < 0 ? value : value.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher each = PARAMETER.matcher(value);
    while (each.find()) {
      String quoted = each.group(2);
      String text = quoted == null ? each.group(3).trim() : quoted.replaceAll("\\\\(.)", "$1");
      parameters.putIfAbsent(each.group(1).toLowerCase(Locale.ROOT), text);
    }
    return new MediaType(type, parameters);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  boolean isJson() {
    return type.equals("application/json")
        || type.equals("text/json")
        || type.endsWith("+json")
        || type.equals("application/x-ndjson");
  }

  boolean isXml() {
    return type.equals("application/xml") || type.equals("text/xml") || type.endsWith("+xml");
  }

  boolean isForm() {
    return type.equals("application/x-www-form-urlencoded");
  }

  boolean isMultipart() {
    return type.startsWith("multipart/") && parameters.containsKey("boundary");
  }

  /** One that browsers draw without running anything in it. */
  boolean isPicture() {
    return switch (type) {
      case "image/png",
          "image/jpeg",
          "image/gif",
          "image/webp",
          "image/avif",
          "image/bmp",
          "image/x-icon",
          "image/vnd.microsoft.icon" ->
          true;
      default -> false;
    };
  }

  boolean isText() {
    return type.startsWith("text/")
        || type.endsWith("javascript")
        || type.endsWith("ecmascript")
        || type.equals("application/graphql")
        || type.equals("application/x-yaml")
        || type.equals("application/yaml");
  }
}
