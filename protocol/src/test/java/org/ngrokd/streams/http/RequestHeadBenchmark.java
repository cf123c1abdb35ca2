package org.ngrokd.streams.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to read and judge the form of a request's head. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestHeadBenchmark {
  private static final int MOST_LINES = 128;

  private final byte[] small =
      "GET /1k HTTP/1.1\r\nHost: nas.example.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final byte[] browser =
      """
      GET /photos/2026/11/index.html?page=2 HTTP/1.1\r
      Host: nas.example.com\r
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
      Accept-Language: zh-CN,zh;q=0.8,en-US;q=0.5,en;q=0.3\r
      Accept-Encoding: gzip, deflate, br, zstd\r
      Connection: keep-alive\r
      Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r
      Upgrade-Insecure-Requests: 1\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);

  @Benchmark
  public RequestHead small() throws BadMessageException {
    return RequestHead.parse(small, MOST_LINES);
  }

  @Benchmark
  public RequestHead browser() throws BadMessageException {
    return RequestHead.parse(browser, MOST_LINES);
  }
}
