package org.ngrokd.protocol.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What one real client sent to a server.
 *
 * @param name the client's name
 * @param tls the TLS version that it negotiated, as the JDK writes it
 * @param sni the server name that it sent, if any
 * @param records of all its connections, in the order they came
 */
public record RecordedClient(
    String name, String tls, Optional<String> sni, List<RecordedRecord> records) {

  /** Copies the list. */
  public RecordedClient {
    records = List.copyOf(records);
  }

  /** TLS as this client spoke it. */
  public TlsOptions tlsOptions() {
    TlsOptions options = TlsOptions.only(tls);
    return sni.map(options::withServerName).orElse(options);
  }

  /** The records of one connection, 1 or 2. */
  public List<RecordedRecord> records(int connection) {
    return records.stream().filter(record -> record.connection() == connection).toList();
  }

  /** All messages in the order of their headers. */
  public List<RecordedMessage> messages() {
    List<RecordedMessage> messages = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      for (int j = 0; j < records.get(i).parts().size(); j++) {
        if (records.get(i).parts().get(j) instanceof Part.Length length) {
          String payload = String.join("", payloadAfter(i, j));
          messages.add(new RecordedMessage(records.get(i).connection(), length.value(), payload));
        }
      }
    }
    return messages;
  }

  /** {@link #replacing(UnaryOperator)} of one text by another. */
  public RecordedClient replacing(String text, String replacement) {
    return replacing(payload -> payload.replace(text, replacement));
  }

  /**
   * This client with its payloads edited, e.g. another client id or port, and each header changed
   * by as many bytes as its payload, be that in the same record or in a later one. A payload that
   * came in pieces is edited piece by piece.
   */
  public RecordedClient replacing(UnaryOperator<String> edit) {
    List<RecordedRecord> edited = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      List<Part> parts = new ArrayList<>();
      for (int j = 0; j < records.get(i).parts().size(); j++) {
        parts.add(edited(i, j, edit));
      }
      edited.add(new RecordedRecord(records.get(i).connection(), parts));
    }
    return new RecordedClient(name, tls, sni, edited);
  }

  private Part edited(int recordIndex, int partIndex, UnaryOperator<String> edit) {
    Part part = records.get(recordIndex).parts().get(partIndex);
    if (part instanceof Part.Text text) {
      return new Part.Text(edit.apply(text.value()));
    }
    long growth = 0;
    for (String piece : payloadAfter(recordIndex, partIndex)) {
      growth += Frames.payload(edit.apply(piece)).length - Frames.payload(piece).length;
    }
    return new Part.Length(((Part.Length) part).value() + growth);
  }

  /** The texts that follow this header on its connection, up to the next header. */
  private List<String> payloadAfter(int recordIndex, int partIndex) {
    RecordedRecord first = records.get(recordIndex);
    Stream<Part> rest = first.parts().stream().skip(partIndex + 1L);
    Stream<Part> later =
        records.stream()
            .skip(recordIndex + 1L)
            .filter(record -> record.connection() == first.connection())
            .flatMap(record -> record.parts().stream());
    return Stream.concat(rest, later)
        .takeWhile(Part.Text.class::isInstance)
        .map(part -> ((Part.Text) part).value())
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
