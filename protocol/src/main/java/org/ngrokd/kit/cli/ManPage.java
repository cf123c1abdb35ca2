package org.ngrokd.kit.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual page of a command, in the man macros of roff, from what picocli knows of it.
 */
public final class ManPage {
  private final CommandSpec spec;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param section 1 for a command of users, 8 for one of administrators
   */
  public ManPage(CommandSpec spec, int section) {
    this.spec = spec;
    lines.add(".TH " + spec.name().toUpperCase(Locale.ROOT) + " " + section);
    section("NAME");
    lines.add(escaped(spec.name()) + " \\- " + escaped(description(spec)));
    section("SYNOPSIS");
    synopsis(spec)
        .forEach(
            line -> {
              lines.add(escaped(line));
              lines.add(".br");
            });
  }

  private static List<String> synopsis(CommandSpec spec) {
    String[] custom = spec.usageMessage().customSynopsis();
    return custom.length > 0
        ? Arrays.stream(custom).map(String::strip).toList()
        : List.of(spec.name() + " [OPTIONS]", spec.name() + " COMMAND [OPTIONS]");
  }

  private static String description(CommandSpec spec) {
    return String.join(" ", spec.usageMessage().description());
  }

  /** Adds a section with a paragraph for each entry: what it is called, and what it is. */
  public ManPage list(String title, Map<String, String> entries) {
    section(title);
    entries.forEach(this::entry);
    return this;
  }

  /** Adds a section of sentences. */
  public ManPage text(String title, List<String> sentences) {
    section(title);
    sentences.forEach(line -> lines.add(escaped(line)));
    return this;
  }

  /** Adds the commands below this one, each with its parameters and options. */
  public ManPage commands() {
    section("COMMANDS");
    spec.subcommands().values().forEach(line -> command(spec.name(), line.getCommandSpec()));
    return this;
  }

  /** A command that is only the head of others is told by these. */
  private void command(String above, CommandSpec command) {
    String name = above + " " + command.name();
    boolean isOnlyHead = command.options().stream().allMatch(OptionSpec::usageHelp);
    if (command.subcommands().isEmpty() || !isOnlyHead) {
      lines.add(".SS " + escaped(name + parameters(command)));
      lines.add(escaped(description(command)));
      shown(command).forEach(option -> entry(names(option), description(option)));
    }
    command.subcommands().values().forEach(line -> command(name, line.getCommandSpec()));
  }

  private static String parameters(CommandSpec command) {
    return command.positionalParameters().stream()
        .filter(each -> !each.hidden())
        .map(each -> " " + label(each))
        .collect(Collectors.joining());
  }

  private static String label(PositionalParamSpec parameter) {
    String label = parameter.paramLabel();
    return parameter.arity().min() == 0 ? "[" + label + "]" : label;
  }

  /** Adds the options. */
  public ManPage options() {
    section("OPTIONS");
    shown(spec).forEach(option -> entry(names(option), description(option)));
    return this;
  }

  private static List<OptionSpec> shown(CommandSpec spec) {
    return spec.options().stream().filter(option -> !option.hidden()).toList();
  }

  private static String names(OptionSpec option) {
    String value = option.arity().max() > 0 && !option.paramLabel().isEmpty() ? "=" : "";
    return option.names()[0] + (value.isEmpty() ? "" : value + option.paramLabel());
  }

  private static String description(ArgSpec option) {
    return String.join(" ", option.description());
  }

  private void section(String title) {
    lines.add(".SH " + escaped(title));
  }

  private void entry(String name, String text) {
    lines.add(".TP");
    lines.add("\\fB" + escaped(name) + "\\fR");
    lines.add(escaped(text));
  }

  /** A point or quote at the start of a line would be taken for a macro, a minus for a hyphen. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
