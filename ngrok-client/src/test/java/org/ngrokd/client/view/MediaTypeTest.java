package org.ngrokd.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaTypeTest {
  @Test
  void typeIsInLowerCaseWithoutParameters() {
    assertThat(MediaType.parse(" Text/HTML ; charset=UTF-8").type()).isEqualTo("text/html");
    assertThat(MediaType.parse("").type()).isEmpty();
  }

  @Test
  void parametersMayBeQuoted() {
    MediaType type = MediaType.parse("a/b; One=1 ;two=\"t;w=o\";  THREE = \"\" ; four=\"4\\\"\"");

    assertThat(type.parameter("one")).contains("1");
    assertThat(type.parameter("two")).contains("t;w=o");
    assertThat(type.parameter("three")).contains("");
    assertThat(type.parameter("four")).contains("4\"");
    assertThat(type.parameter("w")).isEmpty();
  }

  @Test
  void firstOfTwoParametersCounts() {
    assertThat(MediaType.parse("a/b;c=1;C=2").parameter("c")).contains("1");
  }

  @Test
  void veryLongQuotedParameterIsBorne() {
    String value = "x".repeat(200_000);

    assertThat(MediaType.parse("a/b;c=\"" + value + "\"").parameter("c")).contains(value);
    assertThat(MediaType.parse("a/b;c=\"" + value).parameter("c")).contains("\"" + value);
  }

  @Test
  void jsonHasManyNames() {
    assertThat(MediaType.parse("application/json;charset=utf-8").isJson()).isTrue();
    assertThat(MediaType.parse("text/json").isJson()).isTrue();
    assertThat(MediaType.parse("application/problem+json").isJson()).isTrue();
    assertThat(MediaType.parse("application/x-ndjson").isJson()).isTrue();
    assertThat(MediaType.parse("application/jsonp").isJson()).isFalse();
  }

  @Test
  void xmlHasManyNames() {
    assertThat(MediaType.parse("text/xml").isXml()).isTrue();
    assertThat(MediaType.parse("application/xml").isXml()).isTrue();
    assertThat(MediaType.parse("application/soap+xml; action=x").isXml()).isTrue();
    assertThat(MediaType.parse("text/html").isXml()).isFalse();
  }

  @Test
  void multipartNeedsABoundary() {
    assertThat(MediaType.parse("multipart/form-data; boundary=x").isMultipart()).isTrue();
    assertThat(MediaType.parse("multipart/form-data").isMultipart()).isFalse();
  }

  @Test
  void pictureThatMayHoldAProgramIsNone() {
    assertThat(MediaType.parse("image/png").isPicture()).isTrue();
    assertThat(MediaType.parse("image/svg+xml").isPicture()).isFalse();
  }
}
