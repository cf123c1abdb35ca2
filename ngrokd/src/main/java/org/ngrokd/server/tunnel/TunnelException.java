package org.ngrokd.server.tunnel;

import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.Failures;

/** A tunnel was refused; the message is {@code NewTunnel.Error}. Protocol: §3. */
public final class TunnelException extends Exception {
  TunnelException(String message) {
    super(message, null, false, false);
  }

  static TunnelException alreadyRegistered(PublicUrl url) {
    return new TunnelException("The tunnel " + url + " is already registered.");
  }

  /** Who shares a name shares who is let in. */
  static TunnelException otherRules(PublicUrl url) {
    return new TunnelException(
        "Invalid pool member: the clients that share "
            + url
            + " have other passwords, networks or redirects than this one asks for; all have to"
            + " have the same");
  }

  static TunnelException unsupported(String protocol) {
    return new TunnelException("Protocol " + Printable.field(protocol) + " is not supported");
  }

  /** Of one request. */
  public static TunnelException twice(String protocol) {
    return new TunnelException("Protocol " + protocol + " is asked for twice in one request");
  }

  static TunnelException notListening(TunnelProtocol protocol) {
    return new TunnelException("Not listening for " + protocol + " connections");
  }

  static TunnelException binding(String reason) {
    return new TunnelException("Error binding TCP listener: " + reason);
  }

  static TunnelException noUrlLeft() {
    return new TunnelException(
        "Failed to assign a URL after " + UrlAssigner.ATTEMPTS + " attempts!");
  }

  /** Whose a name is cannot be known now; the client may ask again. */
  static TunnelException noDirectory(Throwable cause) {
    return new TunnelException(
        "The server cannot tell now whether the name is free ("
            + Failures.oneLine(cause)
            + "): try again");
  }

  static TunnelException notAllowed(String reason) {
    return new TunnelException(reason);
  }

  /** Somebody has closed it, and the client is not to have it again yet. */
  public static TunnelException takenFromYou(String reason) {
    return new TunnelException(reason);
  }

  /** The settings of a request cannot be had. */
  public static TunnelException badSetting(String reason) {
    return new TunnelException("Invalid tunnel settings: " + reason);
  }

  static TunnelException badName(String what, String value) {
    return new TunnelException(
        "Invalid "
            + what
            + " '"
            + Printable.field(value)
            + "': a name has letters, digits, hyphens and dots, labels of at most 63");
  }
}
