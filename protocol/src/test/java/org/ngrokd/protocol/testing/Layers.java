package org.ngrokd.protocol.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each package may import, as a list: a line is {@code package : what it may import}, both
 * without "org.ngrokd."; libraries have the names below. A package without a line is an error, so
 * that a new one is guarded from its first day, and so is a line for nothing.
 */
public final class Layers {
  private static final String ROOT = "org.ngrokd.";

  /** Who does not need to be named: what every class may use. */
  private static final List<String> FREE =
      List.of("java.", "javax.", "org.jspecify.", "com.google.errorprone.", "com.sun.");

  private static final Map<String, String> LIBRARIES =
      Map.ofEntries(
          Map.entry("io.netty.", "netty"),
          Map.entry("com.fasterxml.", "jackson"),
          Map.entry("org.yaml.", "yaml"),
          Map.entry("org.tomlj.", "toml"),
          Map.entry("picocli.", "picocli"),
          Map.entry("ch.qos.logback.", "logback"),
          Map.entry("org.slf4j.", "slf4j"),
          Map.entry("io.prometheus.", "prometheus"),
          Map.entry("org.bouncycastle.", "bouncycastle"),
          Map.entry("com.codahale.metrics.", "metrics"),
          Map.entry("org.jline.", "jline"),
          Map.entry("com.zaxxer.", "hikari"),
          Map.entry("org.jdbi.", "jdbi"),
          Map.entry("org.flywaydb.", "flyway"),
          Map.entry("org.sqlite.", "sqlite"),
          Map.entry("org.apache.sshd.", "sshd"),
          Map.entry("org.postgresql.", "postgresql"),
          Map.entry("com.nimbusds.", "nimbus"),
          Map.entry("org.shredzone.acme4j.", "acme4j"),
          Map.entry("io.nayuki.", "qrcode"),
          Map.entry("io.airlift.", "zstd"),
          Map.entry("org.brotli.", "brotli"),
          Map.entry("com.aayushatharva.brotli4j.", "brotli4j"),
          Map.entry("com.github.luben.zstd.", "zstd-jni"),
          Map.entry("com.google.re2j.", "re2j"));

  private final Map<String, Set<String>> may = new LinkedHashMap<>();

  private Layers(String lists) {
    for (String line : lists.strip().lines().toList()) {
      String[] sides = line.split(":", 2);
      may.put(sides[0].strip(), Set.of(sides[1].strip().split(" +", -1)));
    }
  }

  /** Whatever is against the lists, a line each; none if all is well. */
  public static List<String> violations(JavaClasses classes, String lists) {
    return new Layers(lists).violations(classes);
  }

  private List<String> violations(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    Set<String> unused = new TreeSet<>(may.keySet());
    for (JavaClass each : classes) {
      String from = name(each).orElseThrow();
      unused.remove(from);
      Set<String> allowed = may.get(from);
      if (allowed == null) {
        found.add(from + " has no list");
        continue;
      }
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        name(dependency.getTargetClass().getBaseComponentType())
            .filter(to -> !to.equals(from) && !allowed.contains(to))
            .ifPresent(to -> found.add(from + " must not import " + to + ": " + each.getName()));
      }
    }
    List<String> all = new ArrayList<>(found);
    unused.forEach(name -> all.add(name + " has a list, but is no package"));
    return all;
  }

  /** A package's or a library's name in the lists; empty for what every class may use. */
  private static Optional<String> name(JavaClass type) {
    String packageName = type.getPackageName() + ".";
    if (type.isPrimitive() || FREE.stream().anyMatch(packageName::startsWith)) {
      return Optional.empty();
    }
    if (packageName.startsWith(ROOT)) {
      return Optional.of(type.getPackageName().substring(ROOT.length()));
    }
    return Optional.of(
        LIBRARIES.entrySet().stream()
            .filter(library -> packageName.startsWith(library.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(type.getPackageName()));
  }
}
