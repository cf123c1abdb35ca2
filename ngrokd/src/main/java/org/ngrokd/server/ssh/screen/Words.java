package org.ngrokd.server.ssh.screen;

import java.util.List;

/**
 * The screen's texts in one language.
 *
 * @param keys what can be pressed, in few columns
 * @param help all that can be pressed, a line each
 * @param counts of visits: all, under way, bytes in, bytes out
 * @param more tunnels than there is room for
 * @param tooSmall for the QR code: columns and lines that it needs
 * @param back how to get to the requests again
 */
record Words(
    String keys,
    List<String> help,
    String counts,
    String waiting,
    String more,
    String tooSmall,
    String back) {
  static final Words ENGLISH =
      new Words(
          "q QR code  c clear  ? help  d end",
          List.of(
              "q       the first address as a QR code, and back",
              "c       clears the list of visits",
              "?       this help, and back",
              "d       ends the session and its tunnels; so do ctrl-c and ctrl-d",
              "",
              "Each line: when, method, what for, status, how long.",
              "Of tcp and tls tunnels: when, protocol, who, how long."),
          "Visits %d, %d under way, %s in, %s out",
          "No visits yet",
          "and %d more",
          "The QR code needs a window of %d columns and %d lines",
          "any key: back");

  static final Words CHINESE =
      new Words(
          "q 二维码  c 清空  ? 帮助  d 结束",
          List.of(
              "q       把第一个地址显示为二维码，再按返回",
              "c       清空访问列表",
              "?       显示本帮助，再按返回",
              "d       结束会话及其隧道；ctrl-c 和 ctrl-d 也可以",
              "",
              "每行依次为：时间、方法、路径、状态、耗时。",
              "tcp 和 tls 隧道：时间、协议、访客、耗时。"),
          "访问 %d 次，进行中 %d 次，入 %s，出 %s",
          "还没有访问",
          "还有 %d 个",
          "显示二维码需要 %d 列 %d 行的窗口",
          "按任意键返回");
}
