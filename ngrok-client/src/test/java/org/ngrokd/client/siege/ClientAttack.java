package org.ngrokd.client.siege;

/** Hostility towards a client; unless it says otherwise it needs three times as long as others. */
interface ClientAttack extends Attack {
  @Override
  default Target target() {
    return Target.CLIENT;
  }

  @Override
  default int patience() {
    return 3;
  }
}
