package org.ngrokd.client.program;

import java.util.List;
import java.util.stream.Collectors;
import org.ngrokd.kit.cli.UsageException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code ngrok completion …}: scripts that let a shell complete our words and options. */
final class Completion {
  /**
   * Behind {@code start}: the tunnels that the config file has at that moment. It takes the place
   * of the function that picocli writes; a config file on the line is the one that is asked.
   */
  private static final String BASH_TUNNELS =
      """

      # The tunnels of the config file, as 'ngrok list' names them.
      function _picocli_ngrok_start() {
        local word config=()
        local -i i
        for ((i = 1; i < COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          case $word in
            -config=* | --config=*) config=("-config=${word#*=}") ;;
            -config | --config)
              word=${COMP_WORDS[i + 1]}
              [ "$word" != "=" ] || word=${COMP_WORDS[i + 2]}
              config=("-config=$word") ;;
          esac
        done
        COMPREPLY=($(compgen -W "$(ngrok "${config[@]}" list 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
      }
      """;

  private static final String FISH_TUNNELS =
      """
      # The tunnels of the config file, as 'ngrok list' names them.
      function __ngrok_tunnels
        set -l config
        set -l words (commandline -opc)
        for i in (seq (count $words))
          switch $words[$i]
            case '-config=*' '--config=*'
              set config $words[$i]
            case -config --config
              set config -config=$words[(math $i + 1)]
          end
        end
        command ngrok $config list 2>/dev/null
      end
      """;

  private Completion() {}

  /**
   * The script for a shell.
   *
   * @param options those of the command line
   * @throws UsageException when there is none for it
   */
  static String script(String shell, List<OptionSpec> options) {
    return switch (shell) {
      case "bash", "zsh" -> AutoComplete.bash("ngrok", model(options)) + BASH_TUNNELS;
      case "fish" -> FISH_TUNNELS + fish(options);
      default ->
          throw new UsageException(
              "expected 'ngrok completion bash', 'zsh' or 'fish', not '" + shell + "'");
    };
  }

  /** Our words as commands, which picocli completes; those for tunnels have the options, too. */
  private static CommandLine model(List<OptionSpec> options) {
    CommandLine model = new CommandLine(withOptions(options));
    for (Word word : Word.values()) {
      CommandSpec command = word.describesTunnel() ? withOptions(options) : CommandSpec.create();
      switch (word) {
        case CONFIG -> addAll(command, List.of("check", "edit", "reload", "add-authtoken"));
        case COMPLETION -> addAll(command, List.of("bash", "zsh", "fish"));
        default -> {}
      }
      model.addSubcommand(word.text(), new CommandLine(command));
    }
    return model;
  }

  private static void addAll(CommandSpec command, List<String> words) {
    words.forEach(word -> command.addSubcommand(word, new CommandLine(CommandSpec.create())));
  }

  private static CommandSpec withOptions(List<OptionSpec> options) {
    CommandSpec spec = CommandSpec.create();
    options.forEach(option -> spec.addOption(OptionSpec.builder(option).build()));
    return spec;
  }

  private static String fish(List<OptionSpec> options) {
    String words =
        List.of(Word.values()).stream()
            .map(word -> fishWord("__fish_use_subcommand", word.text(), word.does()))
            .collect(Collectors.joining());
    String further =
        fishWord("__fish_seen_subcommand_from config", "check edit reload add-authtoken", "")
            + fishWord("__fish_seen_subcommand_from completion", "bash zsh fish", "")
            + fishWord("__fish_seen_subcommand_from start", "(__ngrok_tunnels)", "");
    return "complete -c ngrok -f\n"
        + words
        + further
        + options.stream().map(Completion::fishOption).collect(Collectors.joining());
  }

  private static String fishWord(String condition, String words, String does) {
    return "complete -c ngrok -n '%s' -a '%s'%s%n"
        .formatted(condition, words, does.isEmpty() ? "" : " -d " + quoted(does));
  }

  private static String fishOption(OptionSpec option) {
    boolean takesFile =
        option.names()[0].equals("-config") || option.names()[0].equals("-root-cas");
    String value = takesFile ? " -r -F" : option.arity().max() > 0 ? " -x" : "";
    return "complete -c ngrok -o %s%s -d %s%n"
        .formatted(
            option.names()[0].replaceFirst("^-+", ""),
            value,
            quoted(String.join(" ", option.description())));
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
