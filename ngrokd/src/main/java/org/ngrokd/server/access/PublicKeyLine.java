package org.ngrokd.server.access;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a line of authorized_keys; what it refuses, it says why. */
final class PublicKeyLine {
  static final String PRIVATE =
      "This is a private key, which nobody but you may have: it was not kept. If anybody has seen"
          + " it, make another; here goes the file beside it whose name ends with .pub";

  private static final int LEAST_RSA = 2048;
  private static final int MOST_RSA = 16_384;
  private static final int ED25519_BYTES = 32;
  private static final int LONGEST_COMMENT = 200;
  private static final Pattern SPACE = Pattern.compile("[ \t]+");
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File-|Private-Lines:");
  private static final byte UNCOMPRESSED = 4;

  /** The curves by their names on the wire, with their lengths in bits. */
  private static final Map<String, Integer> CURVES =
      Map.of("nistp256", 256, "nistp384", 384, "nistp521", 521);

  private PublicKeyLine() {}

  static boolean isPrivate(String text) {
    return PRIVATE_KEY.matcher(text).find();
  }

  /**
   * Reads a line without spaces at its ends.
   *
   * @throws IllegalArgumentException when it is no key for here
   */
  static PublicKeyText parse(String line) {
    if (isPrivate(line)) {
      throw new IllegalArgumentException(PRIVATE);
    }
    if (line.startsWith("---- BEGIN SSH2 PUBLIC KEY")) {
      throw new IllegalArgumentException(
          "this form is not read here; 'ssh-keygen -i -f FILE' turns it into the usual one");
    }
    String[] words = SPACE.split(line, 3);
    if (words.length < 2 || !isType(words[0])) {
      throw new IllegalArgumentException(noKey(line, words[0]));
    }
    byte[] blob = decoded(words[1]);
    int bits = bits(words[0], blob);
    String comment = words.length == 3 ? comment(words[2]) : "";
    return new PublicKeyText(words[0], Base64.getEncoder().encodeToString(blob), comment, bits);
  }

  private static boolean isType(String word) {
    return word.matches("(ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)[a-z0-9@.-]+");
  }

  /** Options stand in front of the key: what they forbid would be allowed here. */
  private static String noKey(String line, String first) {
    if (line.matches("(?i)(cert-authority|.*,cert-authority)[ ,].*")) {
      return "a certificate authority is not somebody's key: the server trusts those in the file"
          + " of -sshUserCa";
    }
    if (line.matches(".*[ \t](ssh-|ecdsa-|sk-)[a-z0-9@.-]+[ \t]+AAAA.*")) {
      return "options in front of a key are not heeded here: leave them out, so that the line"
          + " begins with the key's type";
    }
    return isType(first)
        ? "the key is missing behind its type: copy the whole line"
        : "this is no public key; it begins with ssh-ed25519, ecdsa-sha2-… or ssh-rsa and is one"
            + " line, as in ~/.ssh/id_ed25519.pub";
  }

  private static byte[] decoded(String word) {
    try {
      return Base64.getDecoder().decode(word);
    } catch (IllegalArgumentException e) {
      throw broken();
    }
  }

  private static IllegalArgumentException broken() {
    return new IllegalArgumentException(
        "the key is not whole or has been changed: copy the whole line again");
  }

  private static String comment(String text) {
    String clean =
        text.codePoints()
            .filter(c -> !Character.isISOControl(c))
            .limit(LONGEST_COMMENT)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return clean.strip();
  }

  private static int bits(String type, byte[] blob) {
    ByteBuffer in = ByteBuffer.wrap(blob);
    try {
      if (!text(in).equals(type)) {
        throw broken();
      }
      int bits = bits(type, in);
      if (in.hasRemaining()) {
        throw broken();
      }
      return bits;
    } catch (BufferUnderflowException e) {
      throw broken();
    }
  }

  private static int bits(String type, ByteBuffer in) {
    return switch (type) {
      case "ssh-ed25519" -> ed25519(in);
      case "sk-ssh-ed25519@openssh.com" -> application(ed25519(in), in);
      case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
          point(type.substring("ecdsa-sha2-".length()), in);
      case "sk-ecdsa-sha2-nistp256@openssh.com" -> application(point("nistp256", in), in);
      case "ssh-rsa" -> rsa(in);
      default -> throw new IllegalArgumentException(refusal(type));
    };
  }

  private static String refusal(String type) {
    if (type.equals("ssh-dss")) {
      return "DSA keys are too weak and taken nowhere any more; 'ssh-keygen -t ed25519' makes a"
          + " better one";
    }
    return type.contains("-cert-v")
        ? "this is a certificate; here goes the key that was signed, the file without -cert"
        : "keys of the type "
            + type
            + " are not known here; 'ssh-keygen -t ed25519' makes one"
            + " that is";
  }

  private static int ed25519(ByteBuffer in) {
    if (bytes(in).length != ED25519_BYTES) {
      throw broken();
    }
    return ED25519_BYTES * Byte.SIZE;
  }

  /** What a security key's key is for, "ssh:" most often. */
  private static int application(int bits, ByteBuffer in) {
    bytes(in);
    return bits;
  }

  private static int point(String curve, ByteBuffer in) {
    if (!text(in).equals(curve)) {
      throw broken();
    }
    int bits = CURVES.getOrDefault(curve, 0);
    byte[] point = bytes(in);
    int coordinate = (bits + Byte.SIZE - 1) / Byte.SIZE;
    if (point.length != 1 + 2 * coordinate || point[0] != UNCOMPRESSED) {
      throw broken();
    }
    return bits;
  }

  private static int rsa(ByteBuffer in) {
    BigInteger exponent = number(in);
    BigInteger modulus = number(in);
    int bits = modulus.bitLength();
    if (exponent.signum() <= 0 || !exponent.testBit(0) || modulus.signum() <= 0) {
      throw broken();
    }
    if (bits < LEAST_RSA) {
      throw new IllegalArgumentException(
          "an RSA key of %d bits is too short, 2048 are the least; 'ssh-keygen -t ed25519' makes a better one"
              .formatted(bits));
    }
    if (bits > MOST_RSA) {
      throw new IllegalArgumentException(
          "an RSA key of %d bits is too long, 16384 are the most".formatted(bits));
    }
    return bits;
  }

  private static BigInteger number(ByteBuffer in) {
    byte[] bytes = bytes(in);
    if (bytes.length == 0) {
      throw broken();
    }
    return new BigInteger(bytes);
  }

  private static String text(ByteBuffer in) {
    return new String(bytes(in), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw broken();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
