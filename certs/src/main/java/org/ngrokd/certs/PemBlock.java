package org.ngrokd.certs;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One {@code -----BEGIN label-----} block of a PEM file (RFC 7468, and RFC 1421 for the headers of
 * old encrypted keys).
 *
 * @param label what the block says it is: {@code CERTIFICATE}, {@code EC PRIVATE KEY}, …
 * @param lines what stands between BEGIN and END: Base64, perhaps after headers
 */
record PemBlock(String label, List<String> lines) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  PemBlock {
    lines = List.copyOf(lines);
  }

  /**
   * All blocks of a file, in order. Text around them is skipped, and so is a block without an END.
   */
  static List<PemBlock> in(String text) {
    List<PemBlock> blocks = new ArrayList<>();
    String label = "";
    List<String> lines = new ArrayList<>();
    for (String untrimmed : text.lines().toList()) {
      String line = untrimmed.strip();
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        lines.clear();
      } else if (!label.isEmpty() && line.equals(END + label + DASHES)) {
        blocks.add(new PemBlock(label, lines));
        label = "";
      } else {
        lines.add(line);
      }
    }
    return blocks;
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }

  boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  boolean isEncrypted() {
    return label.equals("ENCRYPTED PRIVATE KEY")
        || lines.stream()
            .anyMatch(line -> line.startsWith("Proc-Type:") && line.contains("ENCRYPTED"));
  }

  /**
   * The bytes of the block.
   *
   * @throws IllegalArgumentException if they are not Base64
   */
  byte[] der() {
    return Base64.getDecoder().decode(String.join("", lines));
  }
}
