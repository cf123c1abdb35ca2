package org.ngrokd.server.ssh.words;

final class Word {
  static boolean isOfUserName(String word) {
    return Kind.named(word).isPresent();
  }
}
