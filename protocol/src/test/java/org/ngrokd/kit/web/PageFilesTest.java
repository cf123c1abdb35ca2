package org.ngrokd.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.Message;

/** What a page has that has no file of its own. */
class PageFilesTest {
  private final PageFiles files = new PageFiles(Message.class);

  @Test
  void aPageHasWhatAllPagesShare() {
    Answer answer = files.answer("dom.js");

    assertThat(answer.status()).isEqualTo(HttpResponseStatus.OK);
    assertThat(answer.type()).isEqualTo("text/javascript; charset=utf-8");
    assertThat(new String(answer.body().bytes(), StandardCharsets.UTF_8)).contains("function h(");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "none.js", "..", "../PageFiles.class", "PageFiles.class", "dom.js/", "%2e"})
  void nothingElseIsAFile(String name) {
    assertThat(files.answer(name).status()).isEqualTo(HttpResponseStatus.NOT_FOUND);
  }
}
