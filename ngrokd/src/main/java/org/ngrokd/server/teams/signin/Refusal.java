package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.ngrokd.server.teams.signin.Visitor.Language;

/**
 * Why somebody is not signed in, and what they can do about it, in both languages; the word is for
 * the log. Nothing of the request stands in any of them.
 */
enum Refusal {
  PROVIDER_DOWN(
      HttpResponseStatus.SERVICE_UNAVAILABLE,
      "the provider does not answer",
      new Text(
          "The sign-in service is not there",
          "The service that knows who you are does not answer. Try again in a minute; your tunnels"
              + " go on meanwhile. If it stays so, tell whoever runs this server."),
      new Text("登录服务不可用", "验证您身份的服务没有响应。请过一分钟再试；您的隧道不受影响。如果一直如此，请告诉管理员。")),
  PROVIDER_SLOW(
      HttpResponseStatus.GATEWAY_TIMEOUT,
      "the provider takes too long",
      new Text(
          "The sign-in service takes too long",
          "The service that knows who you are did not answer in time. Try again in a minute."),
      new Text("登录服务响应太慢", "验证您身份的服务没有及时响应。请过一分钟再试。")),
  PROVIDER_WRONG(
      HttpResponseStatus.BAD_GATEWAY,
      "the provider's answer makes no sense",
      new Text(
          "The sign-in service gave a strange answer",
          "Its answer cannot be understood here. Tell whoever runs this server: its log says what is"
              + " wrong."),
      new Text("登录服务的回答有误", "无法理解它的回答。请告诉管理员：服务器日志中有原因。")),
  PROVIDER_SAYS_NO(
      HttpResponseStatus.FORBIDDEN,
      "the provider refused",
      new Text(
          "You were not signed in",
          "The sign-in was cancelled, or your account is not allowed to use this server. Try again,"
              + " or ask whoever looks after your company's accounts."),
      new Text("登录未完成", "登录被取消，或者您的账号无权使用本服务器。请重试，或询问贵公司的账号管理员。")),
  ISSUER(HttpResponseStatus.BAD_GATEWAY, "wrong issuer", Text.UNTRUSTED, Text.UNTRUSTED_CHINESE),
  AUDIENCE(
      HttpResponseStatus.BAD_GATEWAY, "wrong audience", Text.UNTRUSTED, Text.UNTRUSTED_CHINESE),
  NONCE(HttpResponseStatus.BAD_GATEWAY, "wrong nonce", Text.UNTRUSTED, Text.UNTRUSTED_CHINESE),
  EXPIRED(
      HttpResponseStatus.BAD_GATEWAY,
      "the ID token has expired, or one of the clocks is wrong",
      Text.UNTRUSTED,
      Text.UNTRUSTED_CHINESE),
  ALGORITHM(
      HttpResponseStatus.BAD_GATEWAY,
      "the ID token is not signed by an algorithm that is allowed",
      Text.UNTRUSTED,
      Text.UNTRUSTED_CHINESE),
  SIGNATURE(
      HttpResponseStatus.BAD_GATEWAY,
      "the ID token is not signed by the provider",
      Text.UNTRUSTED,
      Text.UNTRUSTED_CHINESE),
  SUBJECT(
      HttpResponseStatus.BAD_GATEWAY,
      "userinfo is about somebody else than the ID token",
      Text.UNTRUSTED,
      Text.UNTRUSTED_CHINESE),
  CODE(
      HttpResponseStatus.BAD_REQUEST,
      "the provider does not accept the code: it was used, or is too old",
      Text.AGAIN,
      Text.AGAIN_CHINESE),
  STATE(
      HttpResponseStatus.BAD_REQUEST,
      "the sign-in was not begun in this browser, or more than ten minutes ago",
      Text.AGAIN,
      Text.AGAIN_CHINESE),
  STATE_USED(
      HttpResponseStatus.BAD_REQUEST,
      "the same sign-in came a second time",
      Text.AGAIN,
      Text.AGAIN_CHINESE),
  CLAIM_MISSING(
      HttpResponseStatus.FORBIDDEN,
      "the provider does not say who somebody is",
      new Text(
          "The sign-in service does not say who you are",
          "Something that this server needs to know of you is missing in its answer, as an e-mail"
              + " address. Tell whoever runs this server: its log says what."),
      new Text("登录服务没有说明您是谁", "它的回答中缺少本服务器需要的信息，例如电子邮件地址。请告诉管理员：服务器日志中有说明。")),
  EMAIL_UNVERIFIED(
      HttpResponseStatus.FORBIDDEN,
      "the e-mail address is not verified",
      new Text(
          "Your e-mail address is not verified",
          "Verify it at the sign-in service (look for its mail), then sign in here again."),
      new Text("您的电子邮件地址未经验证", "请在登录服务中验证它（查看它发来的邮件），然后在此重新登录。")),
  DOMAIN(
      HttpResponseStatus.FORBIDDEN,
      "the e-mail address is of another domain",
      new Text(
          "This server is for others",
          "Your e-mail address is not of a domain that is let in here. Sign in with your company's"
              + " account, or ask whoever runs this server."),
      new Text("您无权使用本服务器", "您的电子邮件域名不被允许。请使用公司账号登录，或询问管理员。")),
  GROUP(
      HttpResponseStatus.FORBIDDEN,
      "in no group that is let in",
      new Text(
          "You are not let in yet",
          "You are in none of the groups that may use this server. Ask whoever runs it."),
      new Text("您尚未获得许可", "您不在可以使用本服务器的任何组中。请询问管理员。")),
  DISABLED(
      HttpResponseStatus.FORBIDDEN,
      "the account is disabled",
      new Text(
          "Your account is disabled",
          "Somebody who runs this server has disabled it. Ask them to enable it again."),
      new Text("您的账号已被停用", "管理员停用了您的账号。请联系管理员重新启用。")),
  ACCOUNT(
      HttpResponseStatus.FORBIDDEN,
      "there can be no account",
      new Text(
          "No account can be made for you",
          "Ask whoever runs this server: its log says why. They can make one for you by hand."),
      new Text("无法为您创建账号", "请询问管理员：服务器日志中有原因。管理员可以手动为您创建。")),
  NO_PROVIDER(
      HttpResponseStatus.NOT_FOUND,
      "there is no such provider",
      new Text(
          "Signing in goes by a link here",
          "Ask whoever runs this server for one; it is good once, for fifteen minutes."),
      new Text("本服务器使用链接登录", "请向管理员索取登录链接；链接只能使用一次，十五分钟内有效。")),
  LINK(
      HttpResponseStatus.GONE,
      "the link was used, or is too old",
      new Text(
          "This link is not good any more",
          "A link signs somebody in once, for fifteen minutes. Ask for a new one."),
      new Text("此链接已失效", "登录链接只能使用一次，十五分钟内有效。请索取新的链接。")),
  DEVICE_CODE(
      HttpResponseStatus.NOT_FOUND,
      "no program has this code",
      new Text(
          "No program waits with this code",
          "Compare it with what the program shows. A code is good for ten minutes and ends after a"
              + " few wrong tries: then run ngrok login again."),
      new Text("没有程序在等待此代码", "请与程序显示的代码核对。代码十分钟内有效，输错几次后失效：此时请重新运行 ngrok login。")),
  ELSEWHERE(
      HttpResponseStatus.FORBIDDEN,
      "it does not come from a page of ours",
      new Text(
          "This did not come from a page of this server",
          "For your safety nothing was done. Go back, load the page again, and try once more."),
      new Text("此请求并非来自本服务器的页面", "为安全起见，未执行任何操作。请返回，重新加载页面后再试。")),
  TOO_MANY(
      HttpResponseStatus.TOO_MANY_REQUESTS,
      "too often",
      new Text(
          "Too often",
          "Too many tries came from your address. Wait a few minutes, then try again."),
      new Text("操作过于频繁", "来自您地址的尝试过多。请等待几分钟后再试。")),
  BUSY(
      HttpResponseStatus.SERVICE_UNAVAILABLE,
      "too many at once",
      new Text("Too many people at once", "Wait a moment, then try again."),
      new Text("同时登录的人太多", "请稍等片刻后再试。")),
  DATABASE(
      HttpResponseStatus.SERVICE_UNAVAILABLE,
      "the database of accounts does not answer",
      new Text(
          "Accounts cannot be looked up at the moment",
          "Try again in a minute; tunnels go on meanwhile. If it stays so, tell whoever runs this"
              + " server."),
      new Text("暂时无法查询账号", "请过一分钟再试；隧道不受影响。如果一直如此，请告诉管理员。")),
  BROKEN(
      HttpResponseStatus.INTERNAL_SERVER_ERROR,
      "that went wrong here",
      new Text("That went wrong here", "Try again. The server's log says more."),
      new Text("服务器出错", "请重试。服务器日志中有详情。"));

  private final int status;
  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // a record of strings
  private final Text english;

  @SuppressWarnings("ImmutableEnumChecker") // likewise
  private final Text chinese;

  /** A heading, and what to do. */
  record Text(String title, String advice) {
    private static final Text UNTRUSTED =
        new Text(
            "The sign-in service's answer is not trusted",
            "It is not what this server asked for, so nobody was signed in. Try once more; if it"
                + " stays so, tell whoever runs this server: its log says what is wrong.");
    private static final Text UNTRUSTED_CHINESE =
        new Text("登录服务的回答不可信", "它与本服务器的请求不符，因此没有登录。请再试一次；如果一直如此，请告诉管理员：服务器日志中有原因。");
    private static final Text AGAIN =
        new Text(
            "Please sign in again",
            "This sign-in was used already, is too old, or was begun in another browser. Nothing is"
                + " wrong with your account.");
    private static final Text AGAIN_CHINESE =
        new Text("请重新登录", "此次登录已被使用、已过期，或者是在另一个浏览器中开始的。您的账号没有问题。");
  }

  Refusal(HttpResponseStatus status, String word, Text english, Text chinese) {
    this.status = status.code();
    this.word = word;
    this.english = english;
    this.chinese = chinese;
  }

  HttpResponseStatus status() {
    return HttpResponseStatus.valueOf(status);
  }

  /** For the log. */
  String word() {
    return word;
  }

  Text in(Language language) {
    return language == Language.CHINESE ? chinese : english;
  }

  /** Whether signing in again may help. */
  boolean mayTryAgain() {
    return this != NO_PROVIDER && this != LINK && this != DEVICE_CODE && this != ELSEWHERE;
  }
}
