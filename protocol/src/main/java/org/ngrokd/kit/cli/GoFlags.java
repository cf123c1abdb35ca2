package org.ngrokd.kit.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.ngrokd.kit.text.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Command lines in the manner of Go's flag package, which 1.7 used: {@code -name=value}, {@code
 * -name value} and {@code --name} are the same, booleans take {@code =1}, {@code =t}, {@code
 * =false} and so on, and the first word that is no flag ends the flags.
 *
 * <p>Exit codes: 0, 1 for a failure ({@link UserException}), 2 for wrong usage.
 */
public final class GoFlags {
  public static final int FAILURE = 1;
  public static final int USAGE = 2;

  private static final List<String> TRUE = List.of("1", "t", "T", "true", "TRUE", "True");
  private static final List<String> FALSE = List.of("0", "f", "F", "false", "FALSE", "False");

  private GoFlags() {}

  /** A command line for this picocli command. */
  public static CommandLine commandLine(Object command) {
    ITypeConverter<Boolean> booleans = GoFlags::parseBoolean;
    return new CommandLine(command)
        .setPosixClusteredShortOptionsAllowed(false)
        .setStopAtPositional(true)
        .setOverwrittenOptionsAllowed(true)
        .registerConverter(Boolean.class, booleans)
        .registerConverter(boolean.class, booleans)
        .setParameterExceptionHandler(usageErrors())
        .setExecutionExceptionHandler((failure, line, parsed) -> failed(failure, line));
  }

  private static boolean parseBoolean(String text) {
    if (TRUE.contains(text)) {
      return true;
    }
    if (FALSE.contains(text)) {
      return false;
    }
    throw new TypeConversionException("'" + text + "' is not true or false");
  }

  private static IParameterExceptionHandler usageErrors() {
    return (failure, arguments) -> {
      CommandLine line = failure.getCommandLine();
      PrintWriter err = line.getErr();
      err.println(marked(Printable.line(line.getCommandName() + ": " + oneLine(failure))));
      err.flush();
      return USAGE;
    };
  }

  /** "ngrokd help", "ngrokd help certs" for a command below it, "ngrokd user add -help" deeper. */
  private static String helpCommand(CommandLine line) {
    CommandLine parent = line.getParent();
    if (parent == null) {
      return line.getCommandName() + " help";
    }
    return parent.getParent() == null
        ? helpCommand(parent) + " " + line.getCommandName()
        : line.getCommandSpec().qualifiedName() + " -help";
  }

  private static String oneLine(ParameterException failure) {
    String help = "; run '" + helpCommand(failure.getCommandLine()) + "' for all options";
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().get(0);
      List<String> close = unmatched.getSuggestions();
      String suggestion = close.isEmpty() ? "" : " Did you mean " + close.get(0) + "?";
      return "unknown option '" + argument + "'." + suggestion + help.replaceFirst("; r", " R");
    }
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("") + help;
  }

  /** A fault of ours, to be reported whole; what it says may have come from outside. */
  private static void printTrace(Throwable failure, PrintWriter err) {
    String caption = "";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      err.println(marked(caption + Printable.line(each.toString())));
      for (StackTraceElement frame : each.getStackTrace()) {
        err.println(marked("\tat " + frame));
      }
      caption = "Caused by: ";
    }
    err.flush();
  }

  private static String marked(String line) {
    return Journal.takesErrors() ? Journal.marked(Journal.ERROR, line) : line;
  }

  private static int failed(Exception failure, CommandLine line) {
    if (failure instanceof UserException || failure instanceof UncheckedIOException) {
      List<String> told =
          failure instanceof UserException user
              ? user.lines()
              : List.of(String.valueOf(failure.getMessage()));
      String caption = line.getCommandName() + ": ";
      for (String each : told) {
        line.getErr().println(marked(Printable.line(caption + each)));
        caption = "";
      }
      line.getErr().flush();
      return failure instanceof UsageException ? USAGE : FAILURE;
    }
    printTrace(failure, line.getErr());
    return FAILURE;
  }
}
