package org.ngrokd.protocol;

/** What both sides say of themselves in {@code Auth} and {@code AuthResp}. Protocol: §2, §3. */
public final class ProtocolVersion {
  /** {@code Version}: the protocol's. */
  public static final String PROTOCOL = "2";

  /** {@code MmVersion}: the software's, as 1.7 has it; old programs compare it. */
  public static final String SOFTWARE = "1.7";

  private ProtocolVersion() {}
}
