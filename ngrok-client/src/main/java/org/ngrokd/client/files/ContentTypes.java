package org.ngrokd.client.files;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The media types of files, by the ends of their names. */
final class ContentTypes {
  private static final String UTF_8 = "; charset=utf-8";

  /** The type, then the endings that mean it. */
  private static final String TYPES =
      """
      text/html html htm
      text/css css
      text/javascript js mjs
      text/plain txt log md conf ini yml yaml toml sh py java c h rs go ts
      text/csv csv
      text/xml xml xsd
      text/calendar ics
      application/json json map
      application/manifest+json webmanifest
      application/pdf pdf
      application/wasm wasm
      application/zip zip
      application/gzip gz tgz
      application/x-tar tar
      application/x-7z-compressed 7z
      application/java-archive jar
      application/vnd.android.package-archive apk
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/epub+zip epub
      image/png png
      image/jpeg jpg jpeg
      image/gif gif
      image/webp webp
      image/avif avif
      image/svg+xml svg
      image/bmp bmp
      image/x-icon ico
      audio/mpeg mp3
      audio/ogg ogg oga opus
      audio/wav wav
      audio/mp4 m4a
      audio/flac flac
      video/mp4 mp4 m4v
      video/webm webm
      video/quicktime mov
      video/x-matroska mkv
      application/vnd.apple.mpegurl m3u8
      font/woff woff
      font/woff2 woff2
      font/ttf ttf
      font/otf otf
      """;

  private static final Map<String, String> BY_ENDING =
      TYPES
          .lines()
          .map(line -> line.split(" "))
          .flatMap(
              words ->
                  java.util.Arrays.stream(words).skip(1).map(ending -> Map.entry(ending, words[0])))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private ContentTypes() {}

  /** The value of Content-Type for a file of this name. */
  static String of(String name) {
    int dot = name.lastIndexOf('.');
    String type =
        BY_ENDING.getOrDefault(
            name.substring(dot + 1).toLowerCase(Locale.ROOT), "application/octet-stream");
    return type.startsWith("text/") ? type + UTF_8 : type;
  }
}
