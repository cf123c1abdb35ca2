package org.ngrokd.client.program;

import java.util.Arrays;
import java.util.Optional;

/** The words that {@code ngrok} understands in place of a local address. */
enum Word {
  HTTP("http", "Opens a tunnel for http and https: ngrok http 8080", "http+https"),
  TCP("tcp", "Opens a tunnel for tcp: ngrok tcp 22", "tcp"),
  TLS("tls", "Opens a tunnel for TLS that the local service ends: ngrok tls 443", "tls"),
  START("start", "Opens the named tunnels of the config file; --all, --none", ""),
  START_ALL("start-all", "Opens all tunnels of the config file", ""),
  LIST("list", "Prints the names of the tunnels in the config file", ""),
  CONFIG(
      "config", "check, edit, reload, upgrade or add-authtoken: looks after the config file", ""),
  AUTHTOKEN("authtoken", "Keeps a token in the config file, as 'config add-authtoken' does", ""),
  LOGIN(
      "login",
      "Gets a token from the server by signing in at a browser: ngrok login example.com",
      ""),
  INIT("init", "Writes pgrok's config file, for tunnels by ssh", ""),
  IMPORT("import", "Makes a config file of frp's: ngrok import frpc.toml -o ngrok.cfg", ""),
  COMPLETION("completion", "bash, zsh or fish: prints a script for the shell", ""),
  SERVICE(
      "service",
      "install, uninstall, status, start, stop or restart: runs the tunnels of the config file as a"
          + " service (systemd, OpenRC, launchd, WinSW); -user, -system, -init, -dry-run",
      ""),
  DIAGNOSE("diagnose", "Goes the way to the server and back, step by step", ""),
  MAN("man", "Prints the manual page: ngrok man | man -l -", ""),
  HELP("help", "Shows all options", ""),
  UPDATE("update", "Says how a newer version is got", ""),
  CREDITS("credits", "Says whose work this is", ""),
  VERSION("version", "Prints the version; -v behind it, what it runs on too", "");

  private final String text;
  private final String does;
  private final String protocols;

  Word(String text, String does, String protocols) {
    this.text = text;
    this.does = does;
    this.protocols = protocols;
  }

  static Optional<Word> of(String text) {
    return Arrays.stream(values()).filter(word -> word.text.equals(text)).findFirst();
  }

  /** As it is typed. */
  String text() {
    return text;
  }

  /** What it does, in one line. */
  String does() {
    return does;
  }

  /** What {@code -proto} says the same; empty for a word that describes no tunnel. */
  String protocols() {
    return protocols;
  }

  boolean describesTunnel() {
    return !protocols.isEmpty();
  }

  /** Whether flags may stand behind it. */
  boolean takesFlagsBehind() {
    return switch (this) {
      case HTTP,
          TCP,
          TLS,
          INIT,
          START,
          START_ALL,
          LIST,
          CONFIG,
          AUTHTOKEN,
          LOGIN,
          DIAGNOSE,
          UPDATE,
          CREDITS ->
          true;
      case IMPORT, COMPLETION, SERVICE, MAN, HELP, VERSION -> false;
    };
  }

  /** Whether more words may stand behind it. */
  boolean takesMore() {
    return this == START
        || this == CONFIG
        || this == AUTHTOKEN
        || this == LOGIN
        || this == SERVICE
        || this == IMPORT
        || this == COMPLETION
        || this == VERSION;
  }

  /** Whether it leads to a connection to the server. */
  boolean connects() {
    return describesTunnel() || this == START || this == START_ALL || this == DIAGNOSE;
  }
}
