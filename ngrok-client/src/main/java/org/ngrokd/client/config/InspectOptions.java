package org.ngrokd.client.config;

import java.util.Optional;
import org.ngrokd.protocol.Masked;
import org.ngrokd.streams.net.HostAndPort;

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
    private static final long USUAL_MEMORY = 50L * 1024 * 1024;

    /** Of a small heap no more than this part is taken unless told: it serves visitors first. */
    private static final int USUAL_PART = 5;

    /** Nor more than this part in any case. */
    private static final int LARGEST_PART = 2;

    /** A mebibyte of each body shows what it is; the rest is little beside a running program. */
    public static final Capture DEFAULT = usual(Runtime.getRuntime().maxMemory());

    static final Capture NONE = new Capture(false, 0, 1, 0);

    /**
     * What is kept unless told.
     *
     * @param heap how far it may grow, in bytes
     */
    static Capture usual(long heap) {
      return new Capture(true, 1024 * 1024, 500, Math.min(USUAL_MEMORY, heap / USUAL_PART));
    }

    /**
     * The same, within what there is.
     *
     * @param heap how far it may grow, in bytes
     */
    public Capture within(long heap) {
      return new Capture(isOn, bodyLimit, exchanges, Math.min(memory, heap / LARGEST_PART));
    }
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
