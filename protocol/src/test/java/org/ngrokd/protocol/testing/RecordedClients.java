package org.ngrokd.protocol.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The recordings in {@code /old-clients.jsonl}, one client a line. Protocol: §12. */
public final class RecordedClients {

  private static final String RESOURCE = "/old-clients.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordedClients() {}

  /** All of them, in the file's order; fails if the file is not on the class path. */
  public static List<RecordedClient> load() throws IOException {
    try (InputStream in = RecordedClients.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the test class path");
      }
      List<RecordedClient> clients = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        clients.add(client(JSON.readTree(line)));
      }
      return List.copyOf(clients);
    }
  }

  /** The one client with this name in the file. */
  public static RecordedClient named(String name) throws IOException {
    return load().stream()
        .filter(client -> client.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no recorded client " + name));
  }

  private static RecordedClient client(JsonNode line) {
    List<RecordedRecord> records = new ArrayList<>();
    for (JsonNode record : line.required("records")) {
      records.add(
          RecordedRecord.parse(record.required(0).intValue(), record.required(1).textValue()));
    }
    return new RecordedClient(
        line.required("client").textValue(),
        line.required("tls").textValue(),
        // The recorder quoted the name: '127.0.0.1'.
        Optional.ofNullable(line.required("sni").textValue()).map(name -> name.replace("'", "")),
        records);
  }
}
