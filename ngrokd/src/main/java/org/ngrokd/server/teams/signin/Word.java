package org.ngrokd.server.teams.signin;

import org.ngrokd.server.teams.signin.Visitor.Language;

/** What the pages of this room say when nothing is wrong, in both languages. */
enum Word {
  SIGN_IN("Sign in", "登录"),
  SIGN_IN_AGAIN("Sign in again", "重新登录"),
  CHOOSE("Sign in with", "选择登录方式"),
  LINK_TITLE("Sign in here?", "在此登录？"),
  LINK_TEXT(
      "Whoever has this link is signed in by it, once. Go on only if it was sent to you.",
      "持有此链接的人可以凭它登录一次。请仅在链接是发给您的情况下继续。"),
  SIGN_OUT_TITLE("Sign out?", "退出登录？"),
  SIGN_OUT("Sign out", "退出登录"),
  SIGN_OUT_EVERYWHERE("Sign out everywhere", "在所有设备上退出"),
  SIGNED_OUT("You are signed out", "您已退出登录"),
  SIGNED_OUT_TEXT(
      "Your tunnels go on. At the sign-in service itself you may still be signed in.",
      "您的隧道继续运行。您在登录服务本身可能仍处于登录状态。"),
  START("To the start page", "返回首页"),
  DEVICE_TITLE("Sign in a program", "为程序登录"),
  DEVICE_TEXT("Type the code that ngrok login shows.", "请输入 ngrok login 显示的代码。"),
  DEVICE_CODE("Code", "代码"),
  DEVICE_NEXT("Go on", "继续"),
  DEVICE_ASKS("Does this program work for you?", "这是您的程序吗？"),
  DEVICE_WARNING(
      "It will get a token, with which it can open tunnels as you. Allow it only if you have just"
          + " started ngrok login yourself, and it shows this code. If somebody else sent you the"
          + " code, deny it.",
      "它将获得一个令牌，可以用您的身份打开隧道。请仅在您刚刚亲自运行 ngrok login 且它显示此代码时允许。如果代码是别人发给您的，请拒绝。"),
  DEVICE_PROGRAM("Program", "程序"),
  DEVICE_ADDRESS("From", "来自"),
  DEVICE_ALLOW("Allow", "允许"),
  DEVICE_DENY("Deny", "拒绝"),
  DEVICE_ALLOWED("The program is signed in", "程序已登录"),
  DEVICE_ALLOWED_TEXT(
      "It goes on by itself in a few seconds. You may close this page.", "程序将在几秒钟内自动继续。您可以关闭此页面。"),
  DEVICE_DENIED("The program was denied", "已拒绝该程序"),
  DEVICE_DENIED_TEXT("It gets no token.", "它不会获得令牌。");

  private final String english;
  private final String chinese;

  Word(String english, String chinese) {
    this.english = english;
    this.chinese = chinese;
  }

  String in(Language language) {
    return language == Language.CHINESE ? chinese : english;
  }
}
