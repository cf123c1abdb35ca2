package org.ngrokd.client.config;

import java.util.Optional;
import org.ngrokd.protocol.Masked;
import org.ngrokd.protocol.net.HostAndPort;

/**
 * What is watched, and where it can be looked at.
 *
 * @param address where the page and the API listen; empty: nowhere
 * @param capture what is kept of the traffic
 * @param auth "user:password" that the page asks for, or ""
 */
public record InspectOptions(Optional<HostAndPort> address, Capture capture, String auth) {
  /** Protocol: §8. */
  public static final HostAndPort DEFAULT_ADDRESS = new HostAndPort("127.0.0.1", 4040);

  /** A page on this machine. */
  public static final InspectOptions DEFAULT =
      new InspectOptions(Optional.of(DEFAULT_ADDRESS), Capture.DEFAULT, "");

  /** Nothing is watched. */
  public static final InspectOptions NONE = new InspectOptions(Optional.empty(), Capture.NONE, "");

  /**
   * What is kept of the HTTP that passes.
   *
   * @param isOn whether anything is
   * @param bodyLimit of each body, in bytes
   * @param exchanges the last so many, 1 or more
   * @param memory all of them together, in bytes
   */
  public record Capture(boolean isOn, int bodyLimit, int exchanges, long memory) {
    /** A mebibyte of each body shows what it is; the rest is little beside a running program. */
    public static final Capture DEFAULT = new Capture(true, 1024 * 1024, 500, 50L * 1024 * 1024);

    static final Capture NONE = new Capture(false, 0, 1, 0);
  }

  public InspectOptions withAddress(Optional<HostAndPort> newAddress) {
    return new InspectOptions(newAddress, capture, auth);
  }

  /** Without keeping anything of the traffic. */
  public InspectOptions withoutCapture() {
    return new InspectOptions(address, Capture.NONE, auth);
  }

  @Override
  public String toString() {
    return "InspectOptions[address=%s, capture=%s, auth=%s]"
        .formatted(address, capture, Masked.secret(auth));
  }
}
