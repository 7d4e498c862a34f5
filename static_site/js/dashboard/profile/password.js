// Changing one's password.
import { html } from "../../../vendor/preact.js";
import { PASSWORD_HINT, PasswordField } from "../../account/sign-in-form.js";
import { api } from "../../api.js";
import { required, wrongPassword } from "../../parts/checks.js";
import { Form, useForm } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { current } from "../store.js";

export function Password() {
  const form = useForm({
    initial: { current_password: "", new_password: "" },
    check: ({ current_password: now, new_password: next }) => ({ current_password: required("your current password")(now), new_password: wrongPassword(next) }),
    submit: async (values) => {
      await api.post("/api/auth/change-password", values);
      form.set({ current_password: "", new_password: "" });
      toast("Your password is changed");
    },
  });
  return html`
    <${Form} form=${form} action="Change password">
      <input type="text" autocomplete="username" value=${current().user.email} hidden />
      <${PasswordField} form=${form} name="current_password" label="Current password" />
      <${PasswordField} form=${form} name="new_password" label="New password" autocomplete="new-password" hint=${PASSWORD_HINT} />
    <//>`;
}
