package org.ngrokd.client.pair;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** WeChat's side of its callbacks: signs, seals and opens as its documentation describes. */
final class WeChat {
  static final String TOKEN = "a-token-of-the-page";
  static final String APP_ID = "wx0123456789abcdef";

  /** 43 characters, as the settings page makes them. */
  static final String AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

  private static final String TIME = "1700000000";
  private static final String NONCE = "nonce-7";
  private static final byte[] KEY = Base64.getDecoder().decode(AES_KEY + "=");

  private WeChat() {}

  static String sha1(String... parts) {
    try {
      String sorted = Stream.of(parts).sorted().collect(Collectors.joining());
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(sorted.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What stands behind the URL's question mark when the settings are saved. */
  static String check(String echo) {
    return plain() + "&echostr=" + echo;
  }

  /** The same for a message in plain mode. */
  static String plain() {
    return "signature=%s&timestamp=%s&nonce=%s".formatted(sha1(TOKEN, TIME, NONCE), TIME, NONCE);
  }

  /** The same for one that is encrypted. */
  static String safe(String sealed) {
    String signature = URLEncoder.encode(sha1(TOKEN, TIME, NONCE, sealed), StandardCharsets.UTF_8);
    return plain() + "&encrypt_type=aes&msg_signature=" + signature;
  }

  static String message(String id, String text) {
    return "<xml><ToUserName><![CDATA[gh_us]]></ToUserName><FromUserName><![CDATA[o_them]]></FromUserName>"
        + "<CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA["
        + text
        + "]]></Content><MsgId>"
        + id
        + "</MsgId></xml>";
  }

  static String envelope(String sealed) {
    return "<xml><ToUserName><![CDATA[gh_us]]></ToUserName><Encrypt><![CDATA[%s]]></Encrypt></xml>"
        .formatted(sealed);
  }

  /** The text of an element. */
  static String element(String xml, String name) {
    Matcher found =
        Pattern.compile("<%1$s>(?:<!\\[CDATA\\[)?(.*?)(?:]]>)?</%1$s>".formatted(name))
            .matcher(xml);
    if (!found.find()) {
      throw new AssertionError("no " + name + " in " + xml);
    }
    return found.group(1);
  }

  static String seal(String message) {
    try {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(plain);
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      out.write("sixteen by chance".substring(0, 16).getBytes(StandardCharsets.US_ASCII));
      out.writeInt(text.length);
      out.write(text);
      out.write(APP_ID.getBytes(StandardCharsets.US_ASCII));
      int padding = 32 - plain.size() % 32;
      for (int i = 0; i < padding; i++) {
        out.write(padding);
      }
      return Base64.getEncoder().encodeToString(cipher(Cipher.ENCRYPT_MODE, plain.toByteArray()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The message in what the service has sealed, whose signature and receiver are right. */
  static String open(String reply) {
    String sealed = element(reply, "Encrypt");
    List<String> signed =
        List.of(TOKEN, element(reply, "TimeStamp"), element(reply, "Nonce"), sealed);
    if (!sha1(signed.toArray(new String[0])).equals(element(reply, "MsgSignature"))) {
      throw new AssertionError("the reply is signed wrongly");
    }
    byte[] plain = cipher(Cipher.DECRYPT_MODE, Base64.getDecoder().decode(sealed));
    int length = java.nio.ByteBuffer.wrap(plain).getInt(16);
    int end = plain.length - plain[plain.length - 1];
    if (!new String(plain, 20 + length, end - 20 - length, StandardCharsets.UTF_8).equals(APP_ID)) {
      throw new AssertionError("the reply is sealed for somebody else");
    }
    return new String(plain, 20, length, StandardCharsets.UTF_8);
  }

  private static byte[] cipher(int mode, byte[] bytes) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(KEY, 0, 16));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
