package org.ngrokd.server.cluster.check;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

/**
 * What happened, as one observer saw it. All times are nanoseconds of that observer's monotonic
 * clock since its start; what took time has two, and happened somewhere between.
 */
sealed interface Event {
  /** How a claim went. UNKNOWN: there was no answer, so it may have been done or not. */
  enum Outcome {
    GRANTED,
    REFUSED,
    UNKNOWN
  }

  /**
   * A client asked a server for a name.
   *
   * @param serial of the claim, by which its service answers visitors
   * @param owner as which the engine knows the client
   */
  record Claimed(
      int serial, String owner, String name, int node, long begin, long end, Outcome outcome)
      implements Event {}

  /** A client gave up what it had by this claim, which it did not lose. */
  record Left(int serial, long at) implements Event {}

  /**
   * Somebody asked a server for what is behind a name.
   *
   * @param status of the reply; 0: there was none
   * @param serial of the claim whose service answered; 0: none did
   */
  record Visited(String name, int node, long begin, long end, int status, int serial)
      implements Event {}

  /** The engine gave a name to a life of a node. Those of one name come in the engine's order. */
  record Had(String name, String owner, String life, long epoch, long notBefore, long notAfter)
      implements Event {}

  /** The engine took a name away: released, or its node's lease has ended. */
  record Freed(String name, long notBefore, long notAfter) implements Event {}

  /** The engine took a node's life for over, and with it all that it had. */
  record Died(String life, long notBefore, long notAfter) implements Event {}

  /** A node has begun a life. */
  record Lived(String life, int node) implements Event {}

  /** A fault, from its beginning until it was undone. */
  record Fault(String kind, String target, long begin, long end) implements Event {}

  /** One line of JSON. */
  default String line() {
    return new String(Json.camel(Map.of(getClass().getSimpleName(), this)), StandardCharsets.UTF_8);
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException when it is none of ours
   */
  static Event of(String line) {
    JsonValue all = Json.read(line.getBytes(StandardCharsets.UTF_8));
    String kind = all.keys().isEmpty() ? "" : all.keys().get(0);
    Fields of = new Fields(all.get(kind));
    return switch (kind) {
      case "Claimed" ->
          new Claimed(
              of.count("serial"),
              of.text("owner"),
              of.text("name"),
              of.count("node"),
              of.number("begin"),
              of.number("end"),
              Outcome.valueOf(of.text("outcome")));
      case "Left" -> new Left(of.count("serial"), of.number("at"));
      case "Visited" ->
          new Visited(
              of.text("name"),
              of.count("node"),
              of.number("begin"),
              of.number("end"),
              of.count("status"),
              of.count("serial"));
      case "Had" ->
          new Had(
              of.text("name"),
              of.text("owner"),
              of.text("life"),
              of.number("epoch"),
              of.number("notBefore"),
              of.number("notAfter"));
      case "Freed" -> new Freed(of.text("name"), of.number("notBefore"), of.number("notAfter"));
      case "Died" -> new Died(of.text("life"), of.number("notBefore"), of.number("notAfter"));
      case "Lived" -> new Lived(of.text("life"), of.count("node"));
      case "Fault" ->
          new Fault(of.text("kind"), of.text("target"), of.number("begin"), of.number("end"));
      default -> throw new IllegalArgumentException("no event: " + line);
    };
  }

  /** Of an object that has to have them. */
  record Fields(JsonValue object) {
    String text(String name) {
      return object.get(name).text().orElseThrow(IllegalArgumentException::new);
    }

    long number(String name) {
      return object.get(name).number().orElseThrow(IllegalArgumentException::new);
    }

    int count(String name) {
      return Math.toIntExact(number(name));
    }
  }
}
