package org.ngrokd.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowBudgetTest {
  @Test
  void noMoreIsTakenThanThereIs() {
    WindowBudget budget = new WindowBudget(100);

    assertThat(budget.take(60)).isEqualTo(60);
    assertThat(budget.take(60)).isEqualTo(40);
    assertThat(budget.take(60)).isZero();

    budget.giveBack(70);
    assertThat(budget.take(60)).isEqualTo(60);
  }
}
