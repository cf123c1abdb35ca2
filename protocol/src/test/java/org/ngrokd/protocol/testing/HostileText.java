package org.ngrokd.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What somebody may write into a field to reach the terminal or the log of whoever reads it. */
public final class HostileText {
  /** Each is harmful in its own way. */
  public static final List<String> ALL =
      List.of(
          "\u001b]52;c;cm0gLXJmIH4=\u0007", // OSC 52: into the clipboard
          "\u001b[2J\u001b[1;1H", // CSI: over what stands there
          "\u009b31m", // CSI in one character
          "\u009d52;c;cm0gLXJmIH4=\u009c", // OSC in one character
          "a\n[03/13/15 09:55:46] [WARN] Refused (peer 192.0.2.1:1): you", // a forged line
          "a\r[03/13/15 09:55:46] forged",
          "a\u0085b\u2028c\u2029d",
          "\u202egpj.exe\u2066\u200b\u200f\ufeff",
          "half a character \ud83e",
          "\ue000\udb40\udc41".replace("\ue000", ""), // a tag
          "\u0000\u0008\u007f",
          "long ".repeat(20_000));

  private HostileText() {}

  /** Fails unless the lines hold nothing that steers, hides or floods. */
  public static void assertHarmless(String output, int longestLine) {
    assertThat(output.lines().mapToInt(String::length).max().orElse(0))
        .isLessThanOrEqualTo(longestLine);
    String shown = output.replace("\n", "").replace("\t", "");
    assertThat(shown.codePoints().filter(HostileText::isHarmful).mapToObj(Integer::toHexString))
        .as("characters in '%s'", shown.length() > 300 ? shown.substring(0, 300) : shown)
        .isEmpty();
  }

  /** On its own, and not by asking the program under test. */
  private static boolean isHarmful(int c) {
    return c < 0x20
        || c == 0xad
        || c == 0xfeff
        || (c >= 0x7f && c < 0xa0)
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || (c >= 0xd800 && c <= 0xdfff)
        || (c >= 0xe0000 && c <= 0xe007f);
  }

  /**
   * A record of this type for each of its texts, at any depth, with that text in its place and "x"
   * in the others.
   */
  public static <T extends Record> List<T> inEachField(Class<T> type, String text) {
    List<T> all = new ArrayList<>();
    int fields = count(type);
    for (int i = 0; i < fields; i++) {
      int[] left = {i};
      all.add(type.cast(make(type, plain -> left[0]-- == 0 ? text : plain)));
    }
    return all;
  }

  private static int count(Class<? extends Record> type) {
    int[] texts = {0};
    make(
        type,
        plain -> {
          texts[0]++;
          return plain;
        });
    return texts[0];
  }

  private static Object make(Class<?> type, UnaryOperator<String> texts) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(types[i], texts);
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " cannot be made", e);
    }
  }

  private static Object value(Class<?> type, UnaryOperator<String> texts) {
    if (type == String.class) {
      return texts.apply("x");
    }
    if (type == List.class) {
      return List.of(texts.apply("x"));
    }
    if (type == boolean.class) {
      return false;
    }
    if (type == int.class) {
      return 0;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0]; // words of ours
    }
    if (type.isRecord()) {
      return make(type, texts);
    }
    throw new AssertionError("a field of a kind that is not known here: " + type);
  }
}
