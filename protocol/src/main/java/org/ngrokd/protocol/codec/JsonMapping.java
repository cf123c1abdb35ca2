package org.ngrokd.protocol.codec;

import java.util.List;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.CloseTunnel;
import org.ngrokd.protocol.Message.Closed;
import org.ngrokd.protocol.Message.Homes;
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
 * keys wins, a value of the wrong type is an error.
 *
 * <p>Protocol: §1, §2, §12.
 */
final class JsonMapping {
  private JsonMapping() {}

  /** Reads one message; fails with {@link ProtocolException} when the text is not one. */
  static Message read(String json) {
    Fields envelope = Fields.of("message", JsonTree.read(json));
    String name = envelope.text("Type");
    MessageType type =
        MessageType.named(name)
            .orElseThrow(() -> new ProtocolException("unknown message type " + quoted(name)));
    return read(type, Fields.of(name, envelope.value("Payload")));
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
      case HOMES -> new Homes(from.text("Own"), from.texts("Others"), from.flag("Leaving"));
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
    JsonWriter to = new JsonWriter().put("Type", MessageType.of(message).wireName());
    fill(to.putObject("Payload"), message);
    return to.end();
  }

  private static void fill(JsonWriter to, Message message) {
    if (message instanceof Message.FromClient) {
      fillFromClient(to, message);
    } else {
      fillFromServer(to, message);
    }
  }

  private static void fillFromClient(JsonWriter to, Message message) {
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

  private static void fillFromServer(JsonWriter to, Message message) {
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
    } else if (message instanceof Homes homes) {
      to.put("Own", homes.own());
      fillTexts(to, "Others", homes.others());
      if (homes.isLeaving()) {
        to.put("Leaving", true);
      }
    } else if (message instanceof StartProxy start) {
      to.put("Url", start.url()).put("ClientAddr", start.clientAddr());
      if (start.chunked()) {
        to.put("Chunked", true);
      }
    }
  }

  private static void fillSettings(JsonWriter to, TunnelSettings settings) {
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

  private static void fillTexts(JsonWriter to, String key, List<String> texts) {
    if (!texts.isEmpty()) {
      to.put(key, texts);
    }
  }

  private static String quoted(String text) {
    return '"' + Printable.line(text, 40) + '"';
  }
}
