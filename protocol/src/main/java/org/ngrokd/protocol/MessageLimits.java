package org.ngrokd.protocol;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.CloseTunnel;
import org.ngrokd.protocol.Message.Closed;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.RegProxy;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.Message.ServiceState;
import org.ngrokd.protocol.Message.StartProxy;

/**
 * How long each field of a message may be, in characters, and how many a list may hold. A message
 * within these is always below the longest payload (64 KiB). Docs: docs/protocol.md "Lengths".
 */
public final class MessageLimits {
  /** Versions, GOOS and GOARCH: "1.7", "windows", "amd64". Some clients send a sentence. */
  public static final int WORD = 64;

  /** A token of ours has 40; other people's servers may have issued longer ones. */
  public static final int TOKEN = 512;

  /** A client id of ours has 32, other servers' are hashes or UUIDs. */
  public static final int ID = 128;

  /** A ReqId has 16 in 1.7, and is whatever a client made up elsewhere. */
  public static final int REQ_ID = 128;

  /** "http+https+tcp+tls" is the longest that means something here. */
  public static final int PROTOCOL = 64;

  /** A host name has 253, and may bear a port. */
  public static final int HOST = 260;

  /** "user:password": browsers and proxies send no header much longer. */
  public static final int HTTP_AUTH = 1024;

  /** Passwords of one tunnel besides the first: each request is compared with all of them. */
  public static final int OTHER_HTTP_AUTHS = 16;

  /** All passwords of a tunnel together, so that a request with long lists is no longer. */
  public static final int ALL_HTTP_AUTHS = 1400;

  /** "ffff:…:255.255.255.255/128" has 49. */
  public static final int NETWORK = 49;

  /** Networks of one list: each request is compared with all of them. */
  public static final int NETWORKS = 500;

  /** Extensions that a peer knows; we know eleven. */
  public static final int EXTENSIONS = 32;

  /** "https://" and a host with a port. */
  public static final int URL = 8 + HOST;

  /** An error is a line or a few, for people. */
  public static final int ERROR = 4096;

  /** "[IPv6 address%scope]:port", and what other servers make of it. */
  public static final int ADDRESS = 128;

  /** Other servers that a client is told of: it needs one, and a few more if that one is away. */
  public static final int HOMES = 16;

  private MessageLimits() {}

  /** What of a message is too long, in words; empty when it is within all limits. */
  public static Optional<String> excess(Message message) {
    Check check = new Check();
    if (message instanceof Message.FromClient) {
      fromClient(check, message);
    } else {
      fromServer(check, message);
    }
    return Optional.ofNullable(check.excess);
  }

  private static void fromClient(Check check, Message message) {
    if (message instanceof Auth auth) {
      check
          .text("Version", auth.version(), WORD)
          .text("MmVersion", auth.mmVersion(), WORD)
          .text("User (the token)", auth.user(), TOKEN)
          .text("Password", auth.password(), TOKEN)
          .text("OS", auth.os(), WORD)
          .text("Arch", auth.arch(), WORD)
          .text("ClientId", auth.clientId(), ID)
          .texts("Extensions", auth.extensions(), EXTENSIONS, WORD);
    } else if (message instanceof ReqTunnel request) {
      check
          .text("ReqId", request.reqId(), REQ_ID)
          .text("Protocol", request.protocol(), PROTOCOL)
          .text("Hostname", request.hostname(), HOST)
          .text("Subdomain", request.subdomain(), HOST)
          .text("HttpAuth (user:password)", request.httpAuth(), HTTP_AUTH)
          .together("HttpAuth and OtherHttpAuth", passwords(request), ALL_HTTP_AUTHS)
          .texts("OtherHttpAuth", others(request), OTHER_HTTP_AUTHS, HTTP_AUTH)
          .texts("AllowCidrs", request.settings().allowCidrs(), NETWORKS, NETWORK)
          .texts("DenyCidrs", request.settings().denyCidrs(), NETWORKS, NETWORK);
    } else if (message instanceof CloseTunnel close) {
      check.text("Url", close.url(), URL);
    } else if (message instanceof ServiceState state) {
      check.text("Url", state.url(), URL);
    } else if (message instanceof RegProxy register) {
      check.text("ClientId", register.clientId(), ID);
    }
  }

  private static List<String> others(ReqTunnel request) {
    return request.settings().later().otherHttpAuth();
  }

  private static List<String> passwords(ReqTunnel request) {
    return Stream.concat(Stream.of(request.httpAuth()), others(request).stream()).toList();
  }

  private static void fromServer(Check check, Message message) {
    if (message instanceof AuthResp answer) {
      check
          .text("Version", answer.version(), WORD)
          .text("MmVersion", answer.mmVersion(), WORD)
          .text("ClientId", answer.clientId(), ID)
          .text("Error", answer.error(), ERROR)
          .texts("Extensions", answer.extensions(), EXTENSIONS, WORD);
    } else if (message instanceof NewTunnel tunnel) {
      check
          .text("ReqId", tunnel.reqId(), REQ_ID)
          .text("Url", tunnel.url(), URL)
          .text("Protocol", tunnel.protocol(), PROTOCOL)
          .text("Error", tunnel.error(), ERROR);
    } else if (message instanceof Closed closed) {
      check.text("Url", closed.url(), URL).text("Reason", closed.reason(), ERROR);
    } else if (message instanceof Homes homes) {
      check.text("Own", homes.own(), HOST).texts("Others", homes.others(), HOMES, HOST);
    } else if (message instanceof StartProxy start) {
      check.text("Url", start.url(), URL).text("ClientAddr", start.clientAddr(), ADDRESS);
    }
  }

  /** Finds the first field that is too long. */
  private static final class Check {
    private @Nullable String excess;

    Check text(String field, String value, int most) {
      if (excess == null && value.length() > most) {
        excess =
            field
                + " is too long: "
                + value.length()
                + " characters, at most "
                + most
                + " are taken";
      }
      return this;
    }

    Check together(String fields, List<String> values, int most) {
      int length = values.stream().mapToInt(String::length).sum();
      if (excess == null && length > most) {
        excess =
            fields
                + " is too long: "
                + length
                + " characters together, at most "
                + most
                + " are taken";
      }
      return this;
    }

    Check texts(String field, List<String> values, int mostValues, int most) {
      if (excess == null && values.size() > mostValues) {
        excess =
            field
                + " has too many entries: "
                + values.size()
                + ", at most "
                + mostValues
                + " are taken";
      }
      for (String value : values) {
        text("An entry of " + field, value, most);
      }
      return this;
    }
  }
}
