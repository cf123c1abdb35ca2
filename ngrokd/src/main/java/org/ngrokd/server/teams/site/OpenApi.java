package org.ngrokd.server.teams.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.json.Json;
import org.ngrokd.protocol.ProductVersion;

/** The document that describes the API to programs: OpenAPI 3.1, made of its endpoints. */
final class OpenApi {
  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

  private final Schema schema = new Schema();

  private OpenApi() {}

  static byte[] of(List<Endpoint> endpoints) {
    return Json.camel(new OpenApi().document(endpoints));
  }

  private Map<String, Object> document(List<Endpoint> endpoints) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Endpoint each : endpoints) {
      paths
          .computeIfAbsent(Api.BASE + each.path(), unused -> new LinkedHashMap<>())
          .put(each.method().toLowerCase(Locale.ROOT), operation(each));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "ngrokd", "version", ProductVersion.of(Api.class)));
    document.put("security", List.of(Map.of("token", List.of()), Map.of("session", List.of())));
    document.put("paths", paths);
    document.put(
        "components", Map.of("schemas", schema.all(), "securitySchemes", securitySchemes()));
    return document;
  }

  private static Map<String, Object> securitySchemes() {
    return Map.of(
        "token",
        Map.of("type", "http", "scheme", "bearer", "description", "a token for the API"),
        "session",
        Map.of(
            "type",
            "apiKey",
            "in",
            "cookie",
            "name",
            "__Host-ngrokd",
            "description",
            "a browser; changes need the header " + Api.CSRF));
  }

  private Map<String, Object> operation(Endpoint endpoint) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", endpoint.summary());
    operation.put(
        "description",
        "Scope: " + endpoint.scope().word() + (endpoint.isForAdmins() ? "; for admins" : ""));
    operation.put("parameters", parameters(endpoint));
    endpoint
        .asks()
        .ifPresent(
            body ->
                operation.put(
                    "requestBody", Map.of("required", true, "content", json(schema.of(body)))));
    operation.put("responses", responses(endpoint));
    return operation;
  }

  private static List<Object> parameters(Endpoint endpoint) {
    List<Object> parameters = new ArrayList<>();
    Matcher names = NAME.matcher(endpoint.path());
    while (names.find()) {
      parameters.add(parameter(names.group(1), "path", "", true));
    }
    endpoint
        .queries()
        .forEach(each -> parameters.add(parameter(each.name(), "query", each.means(), false)));
    return parameters;
  }

  private static Map<String, Object> parameter(
      String name, String place, String means, boolean isRequired) {
    return Map.of(
        "name",
        name,
        "in",
        place,
        "description",
        means,
        "required",
        isRequired,
        "schema",
        Map.of("type", "string"));
  }

  private Map<String, Object> responses(Endpoint endpoint) {
    Map<String, Object> responses = new LinkedHashMap<>();
    Endpoint.Reply reply = endpoint.answer();
    if (reply.type().isEmpty()) {
      responses.put("204", Map.of("description", "done"));
    } else {
      responses.put("200", Map.of("description", "it", "content", content(reply)));
    }
    responses.put(
        "default",
        Map.of("description", "why not", "content", json(schema.of(ApiError.Refused.class))));
    return responses;
  }

  private Map<String, Object> content(Endpoint.Reply reply) {
    return reply
        .schema()
        .map(each -> json(reply.isList() ? schema.pageOf(each) : schema.of(each)))
        .orElseGet(() -> Map.of(reply.type(), Map.of("schema", Map.of("type", "string"))));
  }

  private static Map<String, Object> json(Map<String, Object> schema) {
    return Map.of(Endpoint.JSON, Map.of("schema", schema));
  }
}
