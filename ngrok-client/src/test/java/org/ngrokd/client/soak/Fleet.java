package org.ngrokd.client.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** All clients, and which of them are disturbed at the moment. */
final class Fleet {
  private final List<Member> members = new ArrayList<>();
  private final Set<String> away = ConcurrentHashMap.newKeySet();

  void add(Member member) {
    members.add(member);
  }

  List<Member> members() {
    return members;
  }

  /** One that is to be there, by chance. */
  Member pick(Random random) throws InterruptedException {
    while (true) {
      Member member = members.get(random.nextInt(members.size()));
      if (!away.contains(member.name())) {
        return member;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  void away(Member member) {
    away.add(member.name());
  }

  void back(Member member) {
    away.remove(member.name());
  }
}
