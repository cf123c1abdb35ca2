package org.ngrokd.protocol.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.CloseTunnel;
import org.ngrokd.protocol.Message.Closed;
import org.ngrokd.protocol.Message.Move;
import org.ngrokd.protocol.Message.Moved;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.Ping;
import org.ngrokd.protocol.Message.Pong;
import org.ngrokd.protocol.Message.RegProxy;
import org.ngrokd.protocol.Message.ReqProxy;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.Message.ServiceState;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.protocol.MessageType;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.streams.net.ProtocolException;

/**
 * JSON to messages and back, as Go's {@code encoding/json} sees them: keys in any case and order,
 * unknown keys ignored, {@code null} and missing keys the zero value, the last of several equal
 * keys wins, a value of the wrong type is an error. The only file of the codec that knows the JSON
 * library.
 *
 * <p>Protocol: §1, §2, §12.
 */
final class JsonMapping {
  private static final int MAX_PORT = 65_535;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonMapping() {}

  /** Reads one message; fails with {@link ProtocolException} when the text is not one. */
  static Message read(String json) {
    Fields envelope = new Fields("message", parse(json));
    String name = envelope.text("Type");
    MessageType type =
        MessageType.named(name)
            .orElseThrow(() -> new ProtocolException("unknown message type " + quoted(name)));
    return read(type, new Fields(name, envelope.value("Payload")));
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      // Not the parser's own words: they quote the text, which may hold a token.
      throw new ProtocolException("a message is not JSON" + place(e.getLocation()));
    }
  }

  /** Where it is not; the parser gives no place when a limit (depth, digits) is exceeded. */
  private static String place(@Nullable JsonLocation location) {
    return location == null ? "" : " (column " + location.getColumnNr() + ")";
  }

  private static Message read(MessageType type, Fields from) {
    return switch (type) {
      case AUTH ->
          new Auth(
              from.text("Version"),
              from.text("MmVersion"),
              from.text("User"),
              from.text("Password"),
              from.text("OS"),
              from.text("Arch"),
              from.text("ClientId"),
              from.texts("Extensions"));
      case AUTH_RESP ->
          new AuthResp(
              from.text("Version"),
              from.text("MmVersion"),
              from.text("ClientId"),
              from.text("Error"),
              from.texts("Extensions"));
      case REQ_TUNNEL ->
          new ReqTunnel(
              from.text("ReqId"),
              from.text("Protocol"),
              from.text("Hostname"),
              from.text("Subdomain"),
              from.text("HttpAuth"),
              from.port("RemotePort"),
              settings(from));
      case NEW_TUNNEL ->
          new NewTunnel(
              from.text("ReqId"), from.text("Url"), from.text("Protocol"), from.text("Error"));
      case CLOSED -> new Closed(from.text("Url"), from.text("Reason"));
      case CLOSE_TUNNEL -> new CloseTunnel(from.text("Url"));
      case SERVICE_STATE -> new ServiceState(from.text("Url"), from.flag("IsWell"));
      case REG_PROXY -> new RegProxy(from.text("ClientId"), from.flag("Mux"));
      case START_PROXY ->
          new StartProxy(from.text("Url"), from.text("ClientAddr"), from.flag("Chunked"));
      case MOVE -> new Move();
      case MOVED -> new Moved();
      case REQ_PROXY -> new ReqProxy();
      case PING -> new Ping();
      case PONG -> new Pong();
    };
  }

  private static TunnelSettings settings(Fields from) {
    return new TunnelSettings(
        from.texts("AllowCidrs"),
        from.texts("DenyCidrs"),
        from.count("MaxConnections"),
        from.flag("RedirectToHttps"),
        from.flag("VisitorPerConnection"),
        new TunnelSettings.Heads(
            from.flag("NoForwardedHeaders"),
            TunnelSettings.Destination.of(from.text("Destination"))),
        new TunnelSettings.Later(from.flag("Pooled"), from.texts("OtherHttpAuth")));
  }

  /** Writes one message: every field of it, and {@code "Payload":{}} when it has none. */
  static String write(Message message) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("Type", MessageType.of(message).wireName());
    fill(envelope.putObject("Payload"), message);
    return envelope.toString();
  }

  private static void fill(ObjectNode to, Message message) {
    if (message instanceof Message.FromClient) {
      fillFromClient(to, message);
    } else {
      fillFromServer(to, message);
    }
  }

  private static void fillFromClient(ObjectNode to, Message message) {
    if (message instanceof Auth auth) {
      to.put("Version", auth.version())
          .put("MmVersion", auth.mmVersion())
          .put("User", auth.user())
          .put("Password", auth.password())
          .put("OS", auth.os())
          .put("Arch", auth.arch())
          .put("ClientId", auth.clientId());
      fillTexts(to, "Extensions", auth.extensions());
    } else if (message instanceof ReqTunnel request) {
      to.put("ReqId", request.reqId())
          .put("Protocol", request.protocol())
          .put("Hostname", request.hostname())
          .put("Subdomain", request.subdomain())
          .put("HttpAuth", request.httpAuth())
          .put("RemotePort", request.remotePort());
      fillSettings(to, request.settings());
    } else if (message instanceof RegProxy register) {
      to.put("ClientId", register.clientId());
      if (register.mux()) {
        to.put("Mux", true);
      }
    } else if (message instanceof CloseTunnel close) {
      to.put("Url", close.url());
    } else if (message instanceof ServiceState state) {
      to.put("Url", state.url()).put("IsWell", state.isWell());
    }
  }

  private static void fillFromServer(ObjectNode to, Message message) {
    if (message instanceof AuthResp answer) {
      to.put("Version", answer.version())
          .put("MmVersion", answer.mmVersion())
          .put("ClientId", answer.clientId())
          .put("Error", answer.error());
      fillTexts(to, "Extensions", answer.extensions());
    } else if (message instanceof NewTunnel tunnel) {
      to.put("ReqId", tunnel.reqId())
          .put("Url", tunnel.url())
          .put("Protocol", tunnel.protocol())
          .put("Error", tunnel.error());
    } else if (message instanceof Closed closed) {
      to.put("Url", closed.url()).put("Reason", closed.reason());
    } else if (message instanceof StartProxy start) {
      to.put("Url", start.url()).put("ClientAddr", start.clientAddr());
      if (start.chunked()) {
        to.put("Chunked", true);
      }
    }
  }

  private static void fillSettings(ObjectNode to, TunnelSettings settings) {
    fillTexts(to, "AllowCidrs", settings.allowCidrs());
    fillTexts(to, "DenyCidrs", settings.denyCidrs());
    if (settings.maxConnections() > 0) {
      to.put("MaxConnections", settings.maxConnections());
    }
    if (settings.redirectToHttps()) {
      to.put("RedirectToHttps", true);
    }
    if (settings.visitorPerConnection()) {
      to.put("VisitorPerConnection", true);
    }
    if (settings.heads().withoutForwarded()) {
      to.put("NoForwardedHeaders", true);
    }
    String destination = settings.heads().destination().wireName();
    if (!destination.isEmpty()) {
      to.put("Destination", destination);
    }
    if (settings.later().isPooled()) {
      to.put("Pooled", true);
    }
    fillTexts(to, "OtherHttpAuth", settings.later().otherHttpAuth());
  }

  private static void fillTexts(ObjectNode to, String key, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode array = to.putArray(key);
      texts.forEach(array::add);
    }
  }

  private static String quoted(String text) {
    return '"' + Printable.line(text, 40) + '"';
  }

  /** The keys of one JSON object, found in any case. */
  private record Fields(String owner, JsonNode object) {
    Fields {
      if (!object.isObject() && !object.isNull() && !object.isMissingNode()) {
        throw new ProtocolException(owner + " is not a JSON object");
      }
    }

    JsonNode value(String key) {
      JsonNode found = MissingNode.getInstance();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (entry.getKey().equalsIgnoreCase(key)) {
          found = entry.getValue();
        }
      }
      return found;
    }

    String text(String key) {
      JsonNode value = value(key);
      if (isZero(value)) {
        return "";
      }
      if (!value.isTextual()) {
        throw wrongType(key, "a text");
      }
      return value.textValue();
    }

    /** A number, or a number written as a text: one client in the wild sends "22106". */
    int port(String key) {
      JsonNode value = value(key);
      if (isZero(value)) {
        return 0;
      }
      boolean isNumber = value.isIntegralNumber() && value.canConvertToInt();
      int port = value.isTextual() ? parsed(key, value.textValue()) : value.intValue();
      if (!(isNumber || value.isTextual()) || port < 0 || port > MAX_PORT) {
        throw wrongType(key, "a port, 0 to 65535");
      }
      return port;
    }

    private int parsed(String key, String digits) {
      if (digits.isEmpty()) {
        return 0;
      }
      try {
        return Integer.parseInt(digits);
      } catch (NumberFormatException e) {
        throw wrongType(key, "a port, 0 to 65535");
      }
    }

    /** A number of things, 0 or more. */
    int count(String key) {
      JsonNode value = value(key);
      boolean isCount =
          value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
      if (!isZero(value) && !isCount) {
        throw wrongType(key, "a number, 0 or more");
      }
      return value.intValue();
    }

    boolean flag(String key) {
      JsonNode value = value(key);
      if (!isZero(value) && !value.isBoolean()) {
        throw wrongType(key, "true or false");
      }
      return value.booleanValue();
    }

    List<String> texts(String key) {
      JsonNode value = value(key);
      List<String> texts = new ArrayList<>();
      if (value.isArray()) {
        value.forEach(
            element -> {
              if (element.isTextual()) {
                texts.add(element.textValue());
              }
            });
      }
      return texts;
    }

    private static boolean isZero(JsonNode value) {
      return value.isMissingNode() || value.isNull();
    }

    private ProtocolException wrongType(String key, String expected) {
      return new ProtocolException(owner + "." + key + " is not " + expected);
    }
  }
}
